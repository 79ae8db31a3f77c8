"""A reader who has everything that leaves, and tries to find what was hidden."""

from itertools import combinations

import numpy as np
import pytest

from ingestion.disclosure import Block, Cell, Rule, controlled, may_leave
from ingestion.problems import DataProblem

EXACT = Rule(rounding=1)


def block_of(fifths, tenths, counts, sexes=None):
    """Neighbourhood groups with a fifth, a tenth and a count; the total, both overlapping splits, and a third one."""
    atoms = range(len(counts))
    cells = [Cell(key=("total", "total"), atoms=frozenset(atoms), count=sum(counts))]
    for name, groups in (("fifth", fifths), ("tenth", tenths)):
        for group in sorted(set(groups)):
            own = frozenset(atom for atom in atoms if groups[atom] == group)
            cells.append(Cell(key=(name, str(group)), atoms=own, count=sum(counts[atom] for atom in own)))
    partitions = [frozenset(atoms)]
    if sexes:
        own = [frozenset({len(counts) + number}) for number in range(len(sexes))]
        cells += [Cell(key=("sex", str(n)), atoms=own[n], count=count) for n, count in enumerate(sexes)]
        partitions.append(frozenset().union(*own))
    return Block(cells, partitions, sum(counts), [*counts, *(sexes or [])])


def subtracted(block, shown):
    """Every count that adding and subtracting two or three shown counts pins down: atoms -> count."""
    known = {cell.atoms: one.count for cell, one in zip(block.cells, shown, strict=True) if one.count is not None}
    found = dict(known)
    for _ in range(2):
        for (a, x), (b, y) in combinations(list(found.items()), 2):
            if a < b:
                found[b - a] = y - x
            elif b < a:
                found[a - b] = x - y
            elif not a & b:
                found[a | b] = x + y
    return found


def test_a_small_count_is_hidden_and_so_is_one_beside_it():
    block = block_of([1, 2, 3], [1, 1, 1], [3, 40, 60])
    shown = {one.key: one for one in controlled(block, EXACT)}
    assert shown["fifth", "1"].count is None
    assert shown["fifth", "2"].count is None
    assert shown["fifth", "3"].count == 60
    assert (shown["total", "total"].count, shown["total", "total"].count_status) == (103, "observed")


def test_two_hidden_counts_that_can_only_be_one_and_one_take_a_third_with_them():
    shown = {one.key: one for one in controlled(block_of([1, 2, 3], [1, 1, 1], [1, 1, 60]), EXACT)}
    assert [shown["fifth", str(n)].count for n in (1, 2, 3)] == [None, None, None]


def test_bounds_hold_the_truth_and_are_what_a_reader_can_work_out():
    block = block_of([1, 2, 3], [1, 1, 1], [3, 40, 60])
    for cell, one in zip(block.cells, controlled(block, EXACT), strict=True):
        assert one.lower_bound <= cell.count <= one.upper_bound
    assert {one.key[1]: one.upper_bound for one in controlled(block, EXACT) if one.count is None} == {"1": 42, "2": 42}


def test_zero_is_shown_and_is_not_a_small_count():
    assert [one.count for one in controlled(block_of([1, 2], [1, 1], [0, 60]), EXACT)] == [60, 0, 60, 60]


@pytest.mark.parametrize("rule", [EXACT, Rule(), Rule(threshold=10, rounding=1)])
@pytest.mark.parametrize("seed", range(12))
def test_a_differencing_attack_over_overlapping_tables_finds_no_small_count(seed, rule):
    random = np.random.default_rng(seed)
    counts = random.poisson(random.choice([0.7, 3, 12]), 12).tolist()
    fifths, tenths = np.sort(random.integers(0, 4, 12)).tolist(), np.sort(random.integers(0, 6, 12)).tolist()
    boys = int(random.binomial(sum(counts), 0.5))
    block = block_of(fifths, tenths, counts, [boys, max(sum(counts) - boys - 1, 0), min(1, sum(counts) - boys)])
    shown = controlled(block, rule)
    for cell, one in zip(block.cells, shown, strict=True):
        assert one.lower_bound <= cell.count
        assert one.upper_bound is None or cell.count <= one.upper_bound
        assert one.count is None or not rule.is_small(cell.count)
    if rule.rounding == 1:
        disclosed = {
            atoms: count
            for atoms, count in subtracted(block, shown).items()
            if rule.is_small(count) and sum(block.atom_counts[atom] for atom in atoms) == count
        }
        assert disclosed == {}


def test_what_is_left_of_a_total_is_protected_although_no_table_shows_it():
    """Of 60 assessments 58 found a factor: the 2 that did not would follow."""
    factor, rest = frozenset({1}), frozenset({2})
    cells = [
        Cell(key=("total", "total"), atoms=frozenset({0}), count=60),
        Cell(key=("factor", "neglect"), atoms=factor, count=58),
    ]
    shown = controlled(Block(cells, [frozenset({0}), factor | rest], 60, [60, 58, 2]), EXACT)
    assert [one.count for one in shown].count(None) == 1


def test_counts_are_rounded_to_the_nearest_multiple_and_never_to_zero():
    rule = Rule(rounding=5)
    assert [rule.rounded(count) for count in (0, 5, 7, 8, 12, 13, 103)] == [0, 5, 5, 10, 10, 15, 105]


@pytest.mark.parametrize("rule", [{"threshold": 4}, {"rounding": 0}])
def test_a_rule_can_be_made_stricter_and_never_laxer(rule):
    with pytest.raises(DataProblem):
        Rule(**rule)


@pytest.mark.parametrize(
    ("neighbourhoods", "authorities", "events", "leaves"),
    [
        (30, 1, 500, True),
        (29, 1, 500, False),
        (10, 20, 500, True),
        (29, 19, 500, False),
        (200, 1, 50, True),
        (200, 1, 49, False),
    ],
)
def test_a_model_leaves_only_with_enough_areas_and_events_behind_it(neighbourhoods, authorities, events, leaves):
    why = may_leave(
        neighbourhoods_count=neighbourhoods, authorities_count=authorities, events_count=events, rule=Rule()
    )
    assert (why == "") is leaves


def test_a_model_of_many_parameters_needs_ten_events_for_each():
    behind = {"neighbourhoods_count": 200, "authorities_count": 1, "rule": Rule(), "parameters_count": 6}
    assert "60 events" in may_leave(events_count=59, **behind)
    assert may_leave(events_count=60, **behind) == ""
