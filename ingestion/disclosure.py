"""Disclosure control: which counts may leave, rounded, and how far a reader can narrow down what stays hidden.

Counts of one authority, year and stage are sums of atoms that nobody is shown: neighbourhoods by fifth and
tenth, or children by sex, and so on. Every partition adds up to the same total. Small counts are hidden first;
then, as long as a reader could tell that anything is small, one more count is hidden. What follows is worked out
as a reader would: the least and the most that a count can be, by linear programming over the atoms, given every
count shown, the rule of rounding and that no count is negative.

The years of a stage are tied together by one more count, the total over them: it is shown where no small count of
any year follows from it. Every linear programme has a limit, and a release that meets it is refused.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped]

from ingestion.problems import DataProblem

LEAST_THRESHOLD, USUAL_ROUNDING = 5, 5
FEWEST_NEIGHBOURHOODS, FEWEST_AUTHORITIES = 30, 20
FEWEST_EVENTS, EVENTS_PER_PARAMETER = 50, 10
TOLERANCE = 1e-6
LP_ITERATIONS, LP_SECONDS = 100_000, 60.0  # of one bound; a year of 57 strata needs some 100 iterations
SOLVED, LIMIT_MET, UNBOUNDED = 0, 1, 3  # how scipy numbers the ends of a linear programme
OVER_YEARS = ("total", "all years")

Floats = NDArray[np.float64]
Key = tuple[str, ...]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Counts from 1 to below `threshold` are hidden, the others rounded to the nearest multiple of `rounding`."""

    threshold: int = LEAST_THRESHOLD
    rounding: int = USUAL_ROUNDING

    def __post_init__(self) -> None:
        if self.threshold < LEAST_THRESHOLD:
            raise DataProblem(f"The threshold is {self.threshold}; it can be raised, never below {LEAST_THRESHOLD}.")
        if self.rounding < 1:
            raise DataProblem(f"Counts cannot be rounded to multiples of {self.rounding}: give 1 for none.")

    def is_small(self, count: int) -> bool:
        return 0 < count < self.threshold

    def rounded(self, count: int) -> int:
        """To the nearest multiple, halves up; a count that is not 0 never becomes 0."""
        nearest = (count + self.rounding // 2) // self.rounding * self.rounding
        return max(nearest, self.rounding) if count else 0

    def range_of(self, shown: int) -> tuple[int, int]:
        """What a reader knows of a count that is shown."""
        if shown == 0:
            return 0, 0
        low = shown - self.rounding // 2
        return max(low, self.threshold), shown + (self.rounding - 1) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One count that may be shown: `key` names it, `atoms` are what it adds up."""

    key: Key
    atoms: frozenset[int]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What leaves of one cell. `count` is None where hidden; the bounds are all that a reader can work out.

    There is no upper one where nothing that is shown limits it.
    """

    key: Key
    count: int | None
    lower_bound: int
    upper_bound: int | None

    @property
    def count_status(self) -> str:
        return "suppressed" if self.count is None else "observed"


@dataclass(frozen=True)
class Block:
    """Cells that belong together. Each of `partitions` is a set of atoms that adds up to the same `total`.

    `atom_counts` are the truth, by atom.
    """

    cells: Sequence[Cell]
    partitions: Sequence[frozenset[int]]
    total: int
    atom_counts: Sequence[int]


class Reader:
    """Somebody who has every count that is shown, and works out what follows.

    `total_range` is what they know of the block's total from outside it: from the other years of the stage.
    """

    def __init__(self, block: Block, hidden: Collection[Key], rule: Rule, total_range: Range = (0, np.inf)) -> None:
        self.width = len(block.atom_counts)
        whole = self.sum_of(block.partitions[0])
        known = [(whole, total_range)]
        for cell in block.cells:
            of_shown = rule.range_of(rule.rounded(cell.count))
            known.append((self.sum_of(cell.atoms), (1, np.inf) if cell.key in hidden else of_shown))
        at_most = [(row, high) for row, (_, high) in known if np.isfinite(high)]
        at_least = [(-row, -low) for row, (low, _) in known if low > 0]
        limited = [*at_most, *at_least]
        same = [self.sum_of(atoms) - whole for atoms in block.partitions[1:]]
        self.constraints = {
            "A_ub": np.array([row for row, _ in limited]) if limited else None,
            "b_ub": np.array([limit for _, limit in limited], float) if limited else None,
            "A_eq": np.array(same) if same else None,
            "b_eq": np.zeros(len(same)) if same else None,
        }

    def sum_of(self, atoms: frozenset[int]) -> Floats:
        row = np.zeros(self.width)
        row[list(atoms)] = 1
        return row

    def _end(self, direction: Floats) -> float:
        """The least that a sum can be; minus infinity only where the solver has shown that it has no least."""
        limits = {"maxiter": LP_ITERATIONS, "time_limit": LP_SECONDS, "presolve": False}
        found = linprog(direction, **self.constraints, bounds=(0, None), method="highs", options=limits)
        if found.status not in {SOLVED, UNBOUNDED}:
            why = "met its limit of time or iterations" if found.status == LIMIT_MET else f"failed ({found.message})"
            raise DataProblem(
                f"How far the hidden counts can be narrowed down could not be computed: the linear programme {why}. "
                "A small count might follow from the others, so nothing was released. Try again when the machine is "
                "less busy, or release fewer years or strata."
            )
        return float(found.fun) if found.status == SOLVED else -np.inf

    def least(self, atoms: frozenset[int]) -> float:
        """The least that a sum of atoms can be, a whole number."""
        return float(np.ceil(self._end(self.sum_of(atoms)) - TOLERANCE))

    def most(self, atoms: frozenset[int]) -> float:
        """The most that it can be; infinite where nothing that is shown limits it."""
        return float(np.floor(-self._end(-self.sum_of(atoms)) + TOLERANCE))

    def range_of(self, atoms: frozenset[int]) -> Range:
        return self.least(atoms), self.most(atoms)


def small_counts(block: Block, rule: Rule) -> list[frozenset[int]]:
    """What has to stay unknown: small cells, small atoms, and what a small rest of the total would be.

    If a sum of atoms could be told to be small, so could any atom of it that is not 0: atoms are enough
    for every difference of whatever is shown.
    """
    rests = [
        (whole - cell.atoms, block.total - cell.count)
        for cell in block.cells
        for whole in block.partitions
        if cell.atoms < whole
    ]
    known = [(cell.atoms, cell.count) for cell in block.cells]
    atoms = [(frozenset({atom}), count) for atom, count in enumerate(block.atom_counts)]
    return list(dict.fromkeys(atoms_of for atoms_of, count in [*known, *rests, *atoms] if rule.is_small(count)))


def gives_away(reader: Reader, atoms: frozenset[int], rule: Rule) -> bool:
    """Whether a reader can tell that a count is small."""
    return reader.most(atoms) < rule.threshold


def _one_more(block: Block, hidden: Collection[Key], atoms: frozenset[int]) -> Cell:
    """The smallest count still shown that says something of some atoms: beside them in a sum, or overlapping."""
    shown = [other for other in block.cells if other.key not in hidden and other.count > 0]
    if not shown:
        raise DataProblem("A small count would follow although every count is hidden: nothing can be released.")
    sums = [*(whole.atoms for whole in block.cells), *block.partitions]
    beside = [
        other for other in shown if not other.atoms & atoms and any(other.atoms | atoms <= whole for whole in sums)
    ]
    overlapping = [other for other in shown if other.atoms & atoms]
    return min(beside or overlapping or shown, key=lambda other: (other.count, other.key))


def hidden_cells(block: Block, rule: Rule) -> set[Key]:
    """What is small, then one count more as long as something small follows from the rest.

    Hiding only widens what is possible, so what is safe stays safe: there are at most as many turns as small counts
    and cells together.
    """
    hidden = {cell.key for cell in block.cells if rule.is_small(cell.count)}
    reader = Reader(block, hidden, rule)
    for atoms in small_counts(block, rule):
        while gives_away(reader, atoms, rule):
            hidden.add(_one_more(block, hidden, atoms).key)
            reader = Reader(block, hidden, rule)
    return hidden


def controlled(block: Block, rule: Rule) -> list[Shown]:
    """The cells of one year and stage, with what is small or gives something small away hidden, the others rounded."""
    hidden = hidden_cells(block, rule)
    return _shown_cells(block, hidden, rule, Reader(block, hidden, rule))


def _shown_cells(block: Block, hidden: Collection[Key], rule: Rule, reader: Reader) -> list[Shown]:
    return [
        _hidden(cell.key, reader.range_of(cell.atoms)) if cell.key in hidden else _rounded(cell.key, cell.count, rule)
        for cell in block.cells
    ]


def _hidden(key: Key, bounds: Range) -> Shown:
    least, most = bounds
    return Shown(key=key, count=None, lower_bound=int(least), upper_bound=int(most) if np.isfinite(most) else None)


def _rounded(key: Key, count: int, rule: Rule) -> Shown:
    shown = rule.rounded(count)
    low, high = rule.range_of(shown)
    return Shown(key=key, count=shown, lower_bound=low, upper_bound=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownYears:
    """What leaves of a stage: the cells of each year, in the order of its blocks, and the total over all years.

    `proven_count` is the least number of events over all years that follows from the cells of the years alone.
    """

    years: list[list[Shown]]
    total: Shown
    proven_count: int


def _narrowed(own: Sequence[Range], total: Range) -> list[Range]:
    """The range of each year's total (`own`), once the range of their sum is known; years share nothing else."""
    found = []
    for place, (least, most) in enumerate(own):
        others = [*own[:place], *own[place + 1 :]]
        lows, highs = sum(low for low, _ in others), sum(high for _, high in others)
        found.append((max(least, total[0] - highs), min(most, total[1] - lows)))
    return found


def _any_given_away(block: Block, hidden: Collection[Key], rule: Rule, total_range: Range) -> bool:
    reader = Reader(block, hidden, rule, total_range)
    return any(gives_away(reader, atoms, rule) for atoms in small_counts(block, rule))


def controlled_years(blocks: Sequence[Block], rule: Rule) -> ShownYears:
    """Each year by itself, then all jointly: the total over the years is hidden if a small count follows from it."""
    hidden = [hidden_cells(block, rule) for block in blocks]
    own = [Reader(block, keys, rule).range_of(block.partitions[0]) for block, keys in zip(blocks, hidden, strict=True)]
    lows, highs = sum(low for low, _ in own), sum(high for _, high in own)
    count = sum(block.total for block in blocks)
    total, ranges = _rounded(OVER_YEARS, count, rule), _narrowed(own, rule.range_of(rule.rounded(count)))
    if rule.is_small(count) or any(
        _any_given_away(block, keys, rule, after)
        for block, keys, before, after in zip(blocks, hidden, own, ranges, strict=True)
        if before != after
    ):
        total, ranges = _hidden(OVER_YEARS, (lows, highs)), own
    years = [
        _shown_cells(block, keys, rule, Reader(block, keys, rule, found))
        for block, keys, found in zip(blocks, hidden, ranges, strict=True)
    ]
    return ShownYears(years=years, total=total, proven_count=int(lows))


def may_leave(
    *, neighbourhoods_count: int, authorities_count: int, events_count: int, rule: Rule, parameters_count: int = 2
) -> str:
    """Why a model's result must stay, or "": it needs enough areas behind it, and enough events."""
    if neighbourhoods_count < FEWEST_NEIGHBOURHOODS and authorities_count < FEWEST_AUTHORITIES:
        return (
            f"it rests on {neighbourhoods_count} neighbourhoods and {authorities_count} authorities; "
            f"{FEWEST_NEIGHBOURHOODS} or {FEWEST_AUTHORITIES} are needed"
        )
    needed = max(FEWEST_EVENTS, EVENTS_PER_PARAMETER * parameters_count, 2 * rule.threshold)
    if events_count < needed:
        return f"the released tables do not show that it rests on {needed} events or more"
    return ""
