"""What an intruder finds out who has the released rows, the released tables and everything that is public."""

import csv
import io
import json
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pytest

from analysis.own_records import own_gradients
from ingestion.disclosure import Rule, ShownYears, controlled_years
from ingestion.model_rows import Basis, released_rows, rounded_row
from ingestion.model_rows import Public as PublicFigures
from ingestion.release import block_of
from tests.ingestion.reconstruction import (
    Tables,
    agreeing,
    all_consistent,
    determined,
    events_moved,
    fit_poisson_row,
    known_of_full_row,
    known_of_released_row,
    redistributed,
)
from tests.ingestion.refits import Counts, Floats, Public, nb2_fits, poisson_fits

RULE = Rule()
TENTHS = (4, 6, 8, 10, 12.5, 15, 18, 22, 28)  # where the national tenths part, in points of income deprivation
DRAWS, TURNS = 4_000, 8


@dataclass(frozen=True)
class Authority:
    """An invented authority: deprivation, children and events of one year by neighbourhood."""

    exposure: Floats
    children: Floats
    events: Counts

    @property
    def public(self) -> Public:
        return Public(self.exposure, self.children)

    @property
    def score(self) -> float:
        return float(self.events @ self.exposure)

    @property
    def fifths(self) -> Counts:
        order = np.argsort(-self.exposure, kind="stable")
        fifths = np.empty(len(order), np.int64)
        fifths[order] = np.arange(len(order)) * 5 // len(order) + 1
        return fifths

    @property
    def tenths(self) -> Counts:
        return 10 - np.searchsorted(TENTHS, self.exposure)

    @cached_property
    def shown(self) -> ShownYears:
        places = pd.DataFrame({"fifth": self.fifths, "imd_decile": self.tenths, "events_count": self.events})
        groups = places.groupby(["fifth", "imd_decile"], as_index=False).sum()
        return controlled_years([block_of(groups.to_dict("records"), [])], RULE)

    @cached_property
    def tables(self) -> Tables:
        (cells,) = self.shown.years
        labels = {"total": np.full(len(self.events), "total"), "fifth": self.fifths, "tenth": self.tenths}
        return Tables(
            members=np.array([labels[cell.key[0]].astype(str) == cell.key[1] for cell in cells]).astype(np.int64),
            low=np.array([cell.lower_bound for cell in cells], float),
            high=np.array([np.inf if cell.upper_bound is None else cell.upper_bound for cell in cells], float),
            areas=np.arange(len(self.events)),
            groups=np.unique(100 * self.fifths + self.tenths, return_inverse=True)[1],
        )

    @cached_property
    def fitted(self) -> list[dict[str, object]]:
        """The models' rows at full precision, as the analysis prints them."""
        rows = pd.DataFrame(
            {
                "stage": "cpp",
                "indicator_id": "cpp_started",
                "financial_year_end": 2019,
                "imd_edition": 2019,
                "area_code": [f"{number:03}" for number in range(len(self.events))],
                "la_code": "E06000001",
                "events_count": self.events,
                "children_count": self.children,
                "exposure_pct": self.exposure,
            }
        )
        return json.loads(own_gradients(rows).to_json(orient="records"))

    @property
    def basis(self) -> Basis:
        return Basis(
            neighbourhoods_count=len(self.events),
            proven_count=self.shown.proven_count,
            events_count=self.shown.total.count,
            children_count=int(self.children.sum()),
            public=PublicFigures(tuple(self.exposure), tuple(self.children)),
        )

    def released(self) -> tuple[dict[str, dict[str, str]], list[str]]:
        rows, kept = released_rows(self.fitted, {"cpp": self.basis}, RULE)
        return {row["model"]: row for row in written(rows)}, kept


def written(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    """Rows as they are read from a CSV file."""
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else ["nothing"])
    writer.writeheader()
    writer.writerows(rows)
    file.seek(0)
    return list(csv.DictReader(file))


def drawn(seed: int, events: int, *, slope: float = 0.06, shape: float = np.inf) -> Authority:
    """58 to 75 neighbourhoods with so many events between them; overdispersed where a shape is given."""
    random = np.random.default_rng(seed)
    places = int(random.integers(58, 76))
    exposure = np.round(np.clip(random.gamma(2.2, 7, places) + 1, 1, 60), 1)
    children = random.integers(150, 600, places).astype(float)
    rates = children * np.exp(slope * exposure)
    rates *= 1 if np.isinf(shape) else random.gamma(shape, 1 / shape, places)
    return Authority(exposure, children, random.multinomial(events, rates / rates.sum()))


def test_the_intruder_fits_the_same_models():
    case = drawn(12, 60, shape=3)
    for row, fits in zip(case.fitted, (poisson_fits, nb2_fits), strict=True):
        slope, error = fits(case.events[None], case.public)
        assert (slope[0], error[0]) == pytest.approx((row["estimate"], row["se"]), rel=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_a_row_at_full_precision_gives_every_count_away(seed):
    """7 events in 58 to 75 neighbourhoods, without any table: the only vector that fits is the truth."""
    case = drawn(seed, 7)
    known = known_of_full_row(written(case.fitted)[0], case.public)
    found = all_consistent(case.public, known, range(len(case.events)))
    assert found.tolist() == [case.events.tolist()]


@pytest.mark.parametrize(("seed", "events"), [(5, 10), (2, 11), (12, 12)])
def test_so_it_does_for_more_events_where_the_tables_show_zeros(seed, events):
    """10 to 12 events in 69 to 73 neighbourhoods, of which the released zeros leave 23 to 27 open."""
    case = drawn(seed, events, slope=0.15)
    known = known_of_full_row(written(case.fitted)[0], case.public)
    found = all_consistent(case.public, known, case.tables.open_places())
    assert found.tolist() == [case.events.tolist()]


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_the_rounded_row_fits_many_other_counts(seed):
    """The same 7 events: rounding alone, were such a row released with its total, leaves the truth one of many."""
    case = drawn(seed, 7)
    basis = replace(case.basis, events_count=RULE.rounded(7))
    (row,) = written([rounded_row(case.fitted[0], case.fitted[0], basis)])
    random = np.random.default_rng(seed)
    changed = random.integers(0, len(case.events), 5 * DRAWS)
    tried = events_moved(np.tile(case.events, (len(changed), 1)), case.exposure, changed, case.score, random)
    fits = fit_poisson_row(tried, case.public, known_of_released_row(row, RULE.rounding))
    assert len(np.unique(tried[fits], axis=0)) > 100


@pytest.mark.parametrize(("seed", "events"), [(5, 10), (2, 11), (12, 12), (3, 49)])
def test_rows_with_fewer_than_50_events_are_not_released_at_all(seed, events):
    rows, kept = drawn(seed, events).released()
    assert (rows, len(kept)) == ({}, 2)


@pytest.mark.parametrize(
    ("seed", "models"),
    [(seed, ["nb2", "poisson"]) for seed in (0, 4, 5, 9, 11, 24)] + [(seed, ["poisson"]) for seed in (2, 6, 13, 23)],
)
def test_what_is_released_leaves_every_count_open_that_no_released_zero_covers(seed, models):
    """55 to 61 events in 58 to 75 neighbourhoods, with all rows and tables: every count has another that fits.

    The search starts from the truth and moves up to seven events: it shows that a count is open, never that it is not.
    """
    case = drawn(seed, 55 + seed % 8, shape=3)
    rows, _ = case.released()
    assert sorted(rows) == models
    random, found = np.random.default_rng(seed), case.events[None]
    for _ in range(TURNS):
        left = np.intersect1d(determined(found), case.tables.open_places())
        if not len(left):
            break
        starts = found[random.integers(0, len(found), DRAWS)]
        tried = events_moved(starts, case.exposure, random.choice(left, DRAWS), case.score, random)
        fits = agreeing(tried, case.public, case.tables, rows, RULE.rounding)
        found = np.unique(np.concatenate([found, fits]), axis=0)
    assert left.tolist() == []


def entropy_bits(expected: Floats) -> float:
    """Of a table of Poisson counts with these means, in bits; small counts have less than a normal one would."""
    counts = np.arange(200)
    log_factorials = np.concatenate([[0], np.cumsum(np.log(counts[1:]))])
    log_shares = counts * np.log(expected[:, None]) - expected[:, None] - log_factorials
    return float(-(np.exp(log_shares) * log_shares).sum() / np.log(2))


@pytest.mark.parametrize("seed", [0, 11, 24])
def test_both_rows_release_less_than_a_quarter_of_what_the_table_of_counts_holds(seed):
    """Of plausible counts that agree with the tables, more than 2^-(a quarter of the entropy) agree with the rows."""
    case = drawn(seed, 55 + seed % 8, shape=3)
    rows, _ = case.released()
    random, draws = np.random.default_rng(seed), 20_000
    rates = case.children * np.exp(float(rows["poisson"]["estimate"]) * case.exposure)
    weights = rates * random.gamma(3, 1 / 3, (draws, len(rates)))
    plausible = redistributed(case.events, case.tables, weights, random)
    agree = agreeing(plausible, case.public, case.tables, rows, RULE.rounding)
    bits = np.log2(draws / len(agree))
    assert bits < entropy_bits(case.events.sum() * rates / rates.sum()) / 4


def test_a_neighbourhood_whose_count_the_error_would_show_keeps_the_rows_back():
    """One neighbourhood at 45 points, the next at 26: the error alone says that its count is 6, give or take 1.5."""
    case = drawn(1, 59, shape=3)
    outlier = int(case.exposure.argmax())
    rows, kept = case.released()
    assert (rows, ["single neighbourhood" in line for line in kept]) == ({}, [True, True])
    (row,) = written([rounded_row(case.fitted[0], case.fitted[0], case.basis)])
    random = np.random.default_rng(1)
    starts, changed = np.tile(case.events, (8 * DRAWS, 1)), np.full(8 * DRAWS, outlier)
    tried = events_moved(starts, case.exposure, changed, case.score, random)
    fits = tried[fit_poisson_row(tried, case.public, known_of_released_row(row, RULE.rounding))]
    assert len(fits) > 10
    assert np.abs(fits[:, outlier] - case.events[outlier]).max() <= 2


def test_counts_that_lie_on_the_line_are_kept_back():
    """Without any scatter the error is all but 0, and every count would be its fitted value, rounded."""
    case = drawn(5, 300)
    rates = case.children * np.exp(0.06 * case.exposure)
    on_the_line = Authority(case.exposure, case.children, np.round(300 * rates / rates.sum()).astype(np.int64))
    rows, kept = on_the_line.released()
    assert (rows, ["single neighbourhood" in line for line in kept]) == ({}, [True, True])
