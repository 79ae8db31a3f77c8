"""Disclosure control: which counts may leave, rounded, and how far a reader can narrow down what stays hidden.

Counts of one authority, year and stage are sums of atoms that nobody is shown: neighbourhoods by fifth and
tenth, or children by sex, and so on. Every partition adds up to the same total. Small counts are hidden first;
then, as long as a reader could tell that anything is small, one more count is hidden. What follows is worked out
as a reader would: the least and the most that a count can be, by linear programming over the atoms, given every
count shown, the rule of rounding and that no count is negative.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped]

from ingestion.problems import DataProblem

LEAST_THRESHOLD = 5
FEWEST_NEIGHBOURHOODS, FEWEST_AUTHORITIES = 30, 20
TOLERANCE = 1e-6

Floats = NDArray[np.float64]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Counts from 1 to below `threshold` are hidden, the others rounded to the nearest multiple of `rounding`."""

    threshold: int = LEAST_THRESHOLD
    rounding: int = 5

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
    """Somebody who has every count that is shown, and works out what follows."""

    def __init__(self, block: Block, hidden: Collection[Key], rule: Rule) -> None:
        self.width = len(block.atom_counts)
        rows: list[Floats] = []
        limits: list[float] = []
        for cell in block.cells:
            if cell.key not in hidden:
                low, high = rule.range_of(rule.rounded(cell.count))
                rows.append(self.sum_of(cell.atoms))
                limits.append(high)
            else:
                low = 1  # a count of 0 is always shown
            rows.append(-self.sum_of(cell.atoms))
            limits.append(-low)
        same = [self.sum_of(atoms) - self.sum_of(block.partitions[0]) for atoms in block.partitions[1:]]
        self.constraints = {
            "A_ub": np.array(rows) if rows else None,
            "b_ub": np.array(limits) if rows else None,
            "A_eq": np.array(same) if same else None,
            "b_eq": np.zeros(len(same)) if same else None,
        }

    def sum_of(self, atoms: frozenset[int]) -> Floats:
        row = np.zeros(self.width)
        row[list(atoms)] = 1
        return row

    def _end(self, direction: Floats) -> float:
        found = linprog(direction, **self.constraints, bounds=(0, None), method="highs")
        return float(found.fun) if found.status == 0 else -np.inf

    def least(self, atoms: frozenset[int]) -> float:
        """The least that a sum of atoms can be, a whole number."""
        return float(np.ceil(self._end(self.sum_of(atoms)) - TOLERANCE))

    def most(self, atoms: frozenset[int]) -> float:
        """The most that it can be; infinite where nothing that is shown limits it."""
        return float(np.floor(-self._end(-self.sum_of(atoms)) + TOLERANCE))


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
    sums = [*(whole.atoms for whole in block.cells), *block.partitions]
    beside = [
        other for other in shown if not other.atoms & atoms and any(other.atoms | atoms <= whole for whole in sums)
    ]
    overlapping = [other for other in shown if other.atoms & atoms]
    return min(beside or overlapping or shown, key=lambda other: (other.count, other.key))


def controlled(block: Block, rule: Rule) -> list[Shown]:
    """Hide what is small, then one count more as long as something small follows from the rest; round the others."""
    hidden = {cell.key for cell in block.cells if rule.is_small(cell.count)}
    small = small_counts(block, rule)
    reader = Reader(block, hidden, rule)
    while given_away := next((atoms for atoms in small if gives_away(reader, atoms, rule)), None):
        hidden.add(_one_more(block, hidden, given_away).key)
        reader = Reader(block, hidden, rule)
    return [_shown(cell, cell.key in hidden, reader, rule) for cell in block.cells]


def _shown(cell: Cell, is_hidden: bool, reader: Reader, rule: Rule) -> Shown:
    if is_hidden:
        most = reader.most(cell.atoms)
        upper = int(most) if np.isfinite(most) else None
        return Shown(key=cell.key, count=None, lower_bound=int(reader.least(cell.atoms)), upper_bound=upper)
    count = rule.rounded(cell.count)
    low, high = rule.range_of(count)
    return Shown(key=cell.key, count=count, lower_bound=int(low), upper_bound=int(high))


def may_leave(*, neighbourhoods_count: int, authorities_count: int, events_count: int, rule: Rule) -> str:
    """Why a model's result must stay, or "": it needs enough areas behind it, and enough events."""
    if neighbourhoods_count < FEWEST_NEIGHBOURHOODS and authorities_count < FEWEST_AUTHORITIES:
        return (
            f"it rests on {neighbourhoods_count} neighbourhoods and {authorities_count} authorities; "
            f"{FEWEST_NEIGHBOURHOODS} or {FEWEST_AUTHORITIES} are needed"
        )
    if events_count < 2 * rule.threshold:
        return f"it rests on fewer than {2 * rule.threshold} events"
    return ""
