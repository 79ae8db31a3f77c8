"""An intruder who has what is released and what is public, and searches for the counts of the neighbourhoods.

With deprivation x and children n of each neighbourhood public, a Poisson slope and the number of events T give the
intercept, the score equation sum(x y) = sum(x fitted) and, from the robust error, sum(w (y - fitted)^2) with known
weights w. T events are T places in order: the first half of the places and the second are listed apart, and matched
on both sums (`all_consistent`). What is known too roughly for that is tried instead: events are moved, and what
agrees with everything released is kept (`agreeing`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.ingestion.refits import Counts, Floats, Public, nb2_fits, poisson_fits, without_overdispersion

Range = tuple[float, float]
Row = Mapping[str, str]

MOST_HALVES = 4_000_000
MOST_PAIRS = 20_000_000
SLACK = 1e-10  # how far a published fit may have stopped from the maximum
OTHER_MOVES = 6


@dataclass(frozen=True, slots=True)
class Known:
    """What a row says: numbers of events that are possible, and the ranges of slope and error."""

    totals: tuple[int, ...]
    slope: Range
    error: Range

    def holds(self, slope: Floats, error: Floats) -> NDArray[np.bool_]:
        is_slope = (self.slope[0] <= slope) & (slope <= self.slope[1])
        return is_slope & (self.error[0] <= error) & (error <= self.error[1])


@dataclass(frozen=True, slots=True)
class Tables:
    """Released counts: which places (m) each adds up, and the least and the most that it can be.

    A place is a neighbourhood in a year, `areas` (m) its neighbourhood; places of one of `groups` (m) are in the same
    released counts.
    """

    members: Counts
    low: Floats
    high: Floats
    areas: Counts
    groups: Counts

    def agree(self, counts: Counts) -> NDArray[np.bool_]:
        sums = counts @ self.members.T
        return ((self.low <= sums) & (sums <= self.high)).all(axis=1)

    def over_years(self, counts: Counts, areas_count: int) -> Counts:
        return counts @ (self.areas[:, None] == np.arange(areas_count)).astype(np.int64)

    def open_places(self) -> Counts:
        """Places that no released zero covers."""
        return np.flatnonzero(~self.members[self.high == 0].any(axis=0))


def half_of_last_digit(text: str) -> float:
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals)


def within(text: str, half: float) -> Range:
    return float(text) - half - SLACK, float(text) + half + SLACK


def known_of_full_row(row: Row, public: Public) -> Known:
    """What a row at full precision says: the additive slope gives the number of events away."""
    slope = float(row["estimate"])
    total = float(row["additive_per_10k"]) * public.children.sum() / (10_000 * np.expm1(10 * slope))
    assert abs(total - round(total)) < 1e-3
    return Known(
        totals=(round(total),),
        slope=within(row["estimate"], half_of_last_digit(row["estimate"])),
        error=within(row["se"], half_of_last_digit(row["se"])),
    )


def grid_of(error: str) -> float:
    """The rule: the least of 1, 2 or 5 times a power of ten that is a tenth of any error that is written so."""
    largest = float(error) + half_of_last_digit(f"{float(error):.1e}")
    steps = sorted(times * 10.0**power for power in range(-12, 3) for times in (1, 2, 5))
    return next(step for step in steps if step >= largest / 10 * (1 - 1e-12))


def known_of_released_row(row: Row, rounding: int) -> Known:
    """What a released row says to somebody who knows the rule; more where more digits were written than it allows."""
    total, step = int(row["events_count"]), grid_of(row["se"])
    steps = float(row["estimate"]) / step
    is_on_grid = abs(steps - round(steps)) < 1e-6
    two_digits = half_of_last_digit(f"{float(row['se']):.1e}")
    return Known(
        totals=tuple(range(total - rounding // 2, total + (rounding - 1) // 2 + 1)),
        slope=within(row["estimate"], step / 2 if is_on_grid else half_of_last_digit(row["estimate"])),
        error=within(row["se"], min(two_digits, half_of_last_digit(row["se"]))),
    )


def fit_poisson_row(counts: Counts, public: Public, known: Known) -> NDArray[np.bool_]:
    """Which count vectors (k, n) give the Poisson row; a slope lies in a range where its mean exposure does."""
    low, high = (public.mean_exposure(end) for end in known.slope)
    totals = counts.sum(axis=1)
    mean = counts @ public.exposure / totals
    fits = np.isin(totals, known.totals) & (low <= mean) & (mean <= high)
    fits[fits] = known.holds(*poisson_fits(counts[fits], public))
    return fits


def fit_nb2_row(counts: Counts, public: Public, row: Row, rounding: int) -> NDArray[np.bool_]:
    """Which count vectors (k, n) give the row of the negative binomial model, or its note of no overdispersion."""
    if row["note"]:
        return without_overdispersion(counts, public)
    return known_of_released_row(row, rounding).holds(*nb2_fits(counts, public))


def agreeing(counts: Counts, public: Public, tables: Tables, rows: Mapping[str, Row], rounding: int) -> Counts:
    """Those of the counts of places (k, m) that agree with all that is released of a stage: tables and models."""
    counts = counts[tables.agree(counts)]
    known = known_of_released_row(rows["poisson"], rounding)
    counts = counts[fit_poisson_row(tables.over_years(counts, public.areas_count), public, known)]
    if "nb2" not in rows:
        return counts
    return counts[fit_nb2_row(tables.over_years(counts, public.areas_count), public, rows["nb2"], rounding)]


def determined(found: Counts) -> Counts:
    """The places whose count is the same in all that was found (k, m)."""
    return np.flatnonzero((found == found[:1]).all(axis=0))


def multisets(width: int, size: int) -> Counts:
    """Every choice of `size` out of `width` places with repetition, each in ascending order, one a row."""
    rows = np.zeros((1, 0), np.int16)
    for _ in range(size):
        last = rows[:, -1] if rows.shape[1] else np.zeros(1, np.int16)
        repeats = width - last.astype(np.int64)
        if repeats.sum() > MOST_HALVES:
            raise MemoryError(f"{repeats.sum():,} halves are more than {MOST_HALVES:,}: attack fewer events or places")
        starts = np.repeat(repeats.cumsum() - repeats, repeats)
        added = np.repeat(last, repeats) + np.arange(repeats.sum()) - starts
        rows = np.column_stack([np.repeat(rows, repeats, axis=0), added.astype(np.int16)])
    return rows


def _matches(left: Floats, right: Floats, low: float, high: float) -> tuple[Counts, Counts]:
    """Rows of both whose sum lies within a range."""
    order = np.argsort(right)
    ranked = right[order]
    first, end = np.searchsorted(ranked, low - left), np.searchsorted(ranked, high - left, side="right")
    sizes = end - first
    if sizes.sum() > MOST_PAIRS:
        raise MemoryError(f"{sizes.sum():,} pairs are more than {MOST_PAIRS:,}: attack with more known")
    rows = np.repeat(np.arange(len(left)), sizes)
    offsets = np.arange(sizes.sum()) - np.repeat(sizes.cumsum() - sizes, sizes)
    return rows, order[np.repeat(first, sizes) + offsets]


def _as_counts(places: Counts, allowed: Counts, areas_count: int) -> Counts:
    """Count vectors (k, n) of rows of places among the neighbourhoods that are allowed to have events."""
    counts = np.zeros((len(places), areas_count), np.int64)
    np.add.at(counts, (np.arange(len(places))[:, None], allowed[places]), 1)
    return counts


@dataclass(frozen=True, slots=True)
class Equation:
    """What the robust error says at one slope: sum(weights ((y - fitted)^2 - fitted^2)) lies within a range."""

    weights: Floats
    fitted: Floats
    low: float
    high: float


def equation_of(public: Public, known: Known, total: int) -> Equation:
    def at(slope: float) -> tuple[Floats, Floats]:
        shares = public.children * np.exp(slope * public.exposure)
        fitted = total * shares / shares.sum()
        distance = public.exposure - fitted @ public.exposure / total
        correction = public.areas_count / (public.areas_count - 2)
        return correction * (distance / (fitted @ distance**2)) ** 2, fitted

    weights, fitted = at(sum(known.slope) / 2)
    blurred = 10 * max(float(np.abs(at(end)[0] / weights - 1).max()) for end in known.slope)
    without_counts = float(weights @ fitted**2)
    low, high = (end**2 - without_counts for end in known.error)
    blurred *= known.error[1] ** 2 + without_counts
    return Equation(weights, fitted, low - blurred, high + blurred)


def all_consistent(public: Public, known: Known, allowed: Sequence[int]) -> Counts:
    """Every count vector (k, n) that fits a Poisson row whose slope and error are known to many digits.

    Only neighbourhoods that are allowed have events. Memory and time are limited by MOST_HALVES and MOST_PAIRS.
    """
    (total,), places = known.totals, np.asarray(allowed)
    equation, exposure = equation_of(public, known, total), public.exposure[places]
    weights, alone = equation.weights[places], (equation.weights * (1 - 2 * equation.fitted))[places]
    left, right = (multisets(len(places), size) for size in (total // 2, total - total // 2))

    def part_of_error(half: Counts) -> Floats:  # y^2 is y and twice the pairs of events in one place
        pairs = [(i, j) for i in range(half.shape[1]) for j in range(i)]
        twice = sum((np.where(half[:, i] == half[:, j], 2 * weights[half[:, i]], 0.0) for i, j in pairs), 0.0)
        return alone[half].sum(axis=1) + twice

    of_left, of_right = part_of_error(left), part_of_error(right)
    last, last_run = left[:, -1], (left == left[:, -1:]).sum(axis=1)
    first_run = (right == right[:, :1]).sum(axis=1)
    low, high = (total * public.mean_exposure(end) for end in known.slope)
    found = [np.zeros((0, public.areas_count), np.int64)]
    for shared in range(right.shape[1] + 1):  # how many events of the right half are in the last place of the left
        own = np.flatnonzero(first_run == shared) if shared else np.arange(len(right))
        i, j = _matches(of_left + 2 * shared * last_run * weights[last], of_right[own], equation.low, equation.high)
        j = own[j]
        follows = right[j, 0] == last[i] if shared else right[j, 0] > last[i]
        score = exposure[left[i]].sum(axis=1) + exposure[right[j]].sum(axis=1)
        follows &= (low - 1e-6 <= score) & (score <= high + 1e-6)
        counts = _as_counts(np.column_stack([left[i[follows]], right[j[follows]]]), places, public.areas_count)
        found.append(counts[fit_poisson_row(counts, public, known)])
    return np.concatenate(found)


def _random_events(counts: Counts, random: np.random.Generator) -> Counts:
    """The place of one event of each row, every event being as likely."""
    held = counts.cumsum(axis=1)
    return (random.random((len(counts), 1)) * held[:, -1:] < held).argmax(axis=1)


def _move(counts: Counts, rows: Counts, origin: Counts, target: Counts) -> None:
    np.add.at(counts, (rows, origin), -1)
    np.add.at(counts, (rows, target), 1)


def events_moved(
    starts: Counts, exposure: Floats, changed: Counts, score: float, random: np.random.Generator
) -> Counts:
    """Counts (draws, m) made of `starts` (draws, m): one event moves into or out of each place of `changed` (draws).

    Some others then move so that the sum of x y comes to about `score`.
    """
    draws, places = starts.shape
    ranked, counts, rows = np.argsort(exposure, kind="stable"), starts.copy(), np.arange(draws)
    is_out = (random.random(draws) < 0.5) & (counts[rows, changed] > 0)
    origin, elsewhere = _random_events(counts, random), random.integers(0, places, draws)
    _move(counts, rows, np.where(is_out, changed, origin), np.where(is_out, elsewhere, changed))
    moves = random.integers(1, OTHER_MOVES + 1, draws)
    for turn in range(OTHER_MOVES):
        rows = np.flatnonzero(moves > turn)
        origin = _random_events(counts[rows], random)
        wanted = exposure[origin] + (score - counts[rows] @ exposure) / (moves[rows] - turn)
        nearest = np.searchsorted(exposure[ranked], wanted) + random.integers(-2, 3, len(rows))
        _move(counts, rows, origin, ranked[np.clip(nearest, 0, places - 1)])
    return counts


def redistributed(start: Counts, tables: Tables, weights: Floats, random: np.random.Generator) -> Counts:
    """Counts of places (draws, m) with the totals of `start` (m) in every group, spread by weights (draws, m)."""
    drawn = np.zeros(weights.shape, np.int64)
    for group in np.unique(tables.groups):
        own = np.flatnonzero(tables.groups == group)
        shares = weights[:, own] / weights[:, own].sum(axis=1, keepdims=True)
        drawn[:, own] = random.multinomial(start[own].sum(), shares)
    return drawn
