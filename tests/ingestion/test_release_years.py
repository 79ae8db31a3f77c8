"""The years of a stage, tied together by their total: what an intruder concludes who has them all."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from ingestion import disclosure
from ingestion.disclosure import Block, Cell, Rule, controlled, controlled_years
from ingestion.problems import DataProblem

MOST = 14  # of one atom in the tables that are enumerated


def year_of(counts):
    """One year of a stage: a total and the counts that it adds up."""
    atoms = frozenset(range(len(counts)))
    cells = [Cell(key=("total", "total"), atoms=atoms, count=sum(counts))]
    cells += [Cell(key=("fifth", str(n)), atoms=frozenset({n}), count=count) for n, count in enumerate(counts)]
    return Block(cells, [atoms], sum(counts), list(counts))


def range_of(shown):
    return shown.lower_bound, MOST * 9 if shown.upper_bound is None else shown.upper_bound


def solutions(shown, width, total=None):
    """Every table of a year, by brute force, that agrees with what is shown of it: the total, then each count."""
    whole, *parts = [range_of(one) for one in shown]
    for counts in product(*(range(low, min(high, MOST) + 1) for low, high in parts)):
        if whole[0] <= sum(counts) <= whole[1] and (total is None or sum(counts) == total):
            yield counts


def jointly(years, over_years):
    """Every table of each year for which tables of the other years exist, so that the sum of all lies in a range."""
    tables = [list(solutions(shown, len(shown) - 1)) for shown in years]
    sums = [{sum(counts) for counts in found} for found in tables]
    for year, found in enumerate(tables):
        others = {sum(chosen) for chosen in product(*(sums[:year] + sums[year + 1 :]))}
        yield [
            counts for counts in found if any(over_years[0] <= sum(counts) + other <= over_years[1] for other in others)
        ]


def narrowed_to_small(counts_by_year, tables_by_year, rule):
    """Small counts, or small total of a year, that no consistent table lets be anything but small."""
    return [
        (year, name)
        for year, (counts, tables) in enumerate(zip(counts_by_year, tables_by_year, strict=True))
        for name, value in [*enumerate(counts), ("total", sum(counts))]
        if rule.is_small(value)
        and max(sum(table) if name == "total" else table[name] for table in tables) < rule.threshold
    ]


def test_a_hidden_year_is_not_told_by_the_total_over_the_years():
    """3 is hidden beside 20 and 30 of other years: a total of 53 would give it away, so it is hidden too."""
    shown = controlled_years([year_of([3]), year_of([20]), year_of([30])], Rule(rounding=1))
    assert [cells[0].count for cells in shown.years] == [None, 20, 30]
    assert shown.total.count is None
    assert shown.total.lower_bound <= 53


def test_the_total_over_the_years_is_shown_where_rounding_leaves_the_hidden_year_open():
    """The other years are 18 to 22 and 28 to 32, the total 53 to 57: the hidden year can be up to 11."""
    shown = controlled_years([year_of([3]), year_of([20]), year_of([30])], Rule())
    assert (shown.total.count, shown.total.lower_bound, shown.total.upper_bound) == (55, 53, 57)
    assert [(one.count, one.upper_bound) for cells in shown.years for one in cells[:1]] == [
        (None, 11),
        (20, 22),
        (30, 32),
    ]


def test_events_are_proven_by_the_tables_of_the_years_alone():
    """1 at least of the hidden year, 18 of 20 and 28 of 30."""
    assert controlled_years([year_of([3]), year_of([20]), year_of([30])], Rule()).proven_count == 47


@pytest.mark.parametrize("rule", [Rule(), Rule(rounding=1), Rule(threshold=6, rounding=2)])
def test_no_small_count_of_any_year_follows_from_all_years_and_their_total(rule):
    """Two or three years of three counts each, every table enumerated; the bounds that are released hold as well."""
    random, hidden_totals = np.random.default_rng(7), 0
    for _ in range(12):
        years = [random.integers(0, 10, 3).tolist() for _ in range(int(random.integers(2, 4)))]
        shown = controlled_years([year_of(counts) for counts in years], rule)
        tables = list(jointly(shown.years, range_of(shown.total)))
        assert all(tuple(counts) in found for counts, found in zip(years, tables, strict=True))
        assert narrowed_to_small(years, tables, rule) == []
        hidden_totals += shown.total.count is None
    assert hidden_totals > 0 or rule.rounding > 1


def test_without_the_joint_audit_a_small_count_would_follow():
    """Each year is safe by itself, and 1 hidden; a total of 100 is 102 at most, and the other two are 101 at least."""
    years, rule = [[1], [38], [63]], Rule()
    each = [controlled(year_of(counts), rule) for counts in years]
    assert narrowed_to_small(years, list(jointly_of_totals(each, rule.range_of(rule.rounded(102)))), rule) != []
    assert controlled_years([year_of(counts) for counts in years], rule).total.count is None


def jointly_of_totals(years, over_years):
    """As `jointly`, of years that are a single count each."""
    ranges = [range_of(shown[0]) for shown in years]
    for year, (low, high) in enumerate(ranges):
        others = [ends for place, ends in enumerate(ranges) if place != year]
        least = max(low, over_years[0] - sum(end for _, end in others))
        most = min(high, over_years[1] - sum(start for start, _ in others))
        yield [(count,) for count in range(least, most + 1)]


def test_two_releases_under_two_rules_give_a_small_count_away():
    """Why a second rule is refused: 13 is first shown as 15, that is 13 to 17, and then hidden in a sum of 16."""
    block = year_of([3, 13, 25])
    first, second = (controlled(block, rule) for rule in (Rule(), Rule(rounding=1)))
    assert [one.count for one in first] == [40, None, 15, 25]
    assert [one.count for one in second] == [41, None, None, 25]
    assert first[1].upper_bound >= 5
    assert second[1].upper_bound >= 5
    assert second[0].count - second[3].count - first[2].lower_bound == 3


@pytest.mark.parametrize(("status", "said"), [(1, "limit of time or iterations"), (2, "failed"), (4, "failed")])
def test_a_bound_that_was_not_solved_is_never_taken_for_none(monkeypatch, status, said):
    monkeypatch.setattr(disclosure, "linprog", lambda *_, **__: SimpleNamespace(status=status, message="numbers"))
    with pytest.raises(DataProblem, match=said):
        controlled(year_of([3, 20, 30]), Rule(rounding=1))


def test_the_solver_is_given_limits(monkeypatch):
    limits = []
    solve = disclosure.linprog
    monkeypatch.setattr(disclosure, "linprog", lambda *a, **k: limits.append(k["options"]) or solve(*a, **k))
    controlled(year_of([3, 20, 30]), Rule(rounding=1))
    assert limits
    assert all(0 < limit["time_limit"] <= 60 and 0 < limit["maxiter"] <= 100_000 for limit in limits)


def test_hiding_ends_with_a_refusal_where_nothing_is_left_to_hide(monkeypatch):
    monkeypatch.setattr(disclosure, "gives_away", lambda *_: True)
    with pytest.raises(DataProblem, match="nothing can be released"):
        controlled(year_of([3, 20, 30]), Rule(rounding=1))
