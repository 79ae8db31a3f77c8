"""The rules: what a figure, with its interval where it has one, has to be for a claim to hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise


class Holds(IntEnum):
    """How well, from worst to best: the verdict on a claim is that of its worst part."""

    CONTRADICTED = 0
    NOT_SUPPORTED = 1
    CONSISTENT = 2
    REPRODUCED = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with its 95 % interval, or without one where the figure is a count or a published value."""

    estimate: float
    low: float | None = None
    high: float | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        low = self.estimate if self.low is None else self.low
        high = self.estimate if self.high is None else self.high
        return low, high


@dataclass(frozen=True, slots=True)
class Rule:
    """`text` is printed with the numbers in braces; `judge` takes the figures in the order of the evidence."""

    text: str
    judge: Callable[[Sequence[Figure], Mapping[str, float]], Holds]


def _side(figure: Figure, null: float, direction: int) -> Holds:
    """Whether the interval lies on the claimed side of the null."""
    low, high = figure.bounds
    near, far = (low, high) if direction > 0 else (high, low)
    if (near - null) * direction > 0:
        return Holds.REPRODUCED
    return Holds.CONTRADICTED if (far - null) * direction < 0 else Holds.NOT_SUPPORTED


def _above(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    return min(_side(figure, numbers["neutral"], 1) for figure in figures)


def _below(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    return min(_side(figure, numbers["neutral"], -1) for figure in figures)


def _near(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    """Near the figure itself, or else on the same side of no difference."""
    figure, value, null = figures[0], numbers["value"], numbers["neutral"]
    low, high = figure.bounds
    is_near = abs(figure.estimate - value) <= numbers["within"]
    if is_near or (low <= value <= high and not low <= null <= high):
        return Holds.REPRODUCED
    return min(_side(figure, null, 1 if value > null else -1), Holds.CONSISTENT)


def _equal(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    return Holds.REPRODUCED if figures[0].estimate == numbers["value"] else Holds.CONTRADICTED


def _no_difference(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    """The interval holds the null and stays between the limits of what would matter."""
    low, high = figures[0].bounds
    if numbers["lowest"] <= low and high <= numbers["highest"]:
        return Holds.REPRODUCED if low <= numbers["neutral"] <= high else Holds.CONSISTENT
    return Holds.NOT_SUPPORTED if low <= numbers["neutral"] <= high else Holds.CONTRADICTED


def _ascending(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    """Each at least the one before, the last above the first; a step down that the intervals show contradicts."""
    steps = list(pairwise(figures))
    if any(later.bounds[1] < earlier.bounds[0] for earlier, later in steps):
        return Holds.CONTRADICTED
    rises = figures[-1].bounds[0] > figures[0].bounds[1]
    if not rises:
        return Holds.NOT_SUPPORTED
    ordered = all(later.estimate >= earlier.estimate for earlier, later in steps)
    return Holds.REPRODUCED if ordered else Holds.CONSISTENT


def _within_range(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    """The whole interval of the figure lies in the published range, or at least overlaps it."""
    low, high = figures[0].bounds
    if numbers["lowest"] <= low and high <= numbers["highest"]:
        return Holds.REPRODUCED
    overlaps = low <= numbers["highest"] and high >= numbers["lowest"]
    return Holds.CONSISTENT if overlaps else Holds.CONTRADICTED


def _estimated(figures: Sequence[Figure], numbers: Mapping[str, float]) -> Holds:
    return Holds.REPRODUCED if all(figure.low is not None for figure in figures) else Holds.NOT_SUPPORTED


RULES: Mapping[str, Rule] = {
    "above": Rule("every interval lies above {neutral}", _above),
    "below": Rule("every interval lies below {neutral}", _below),
    "near": Rule(
        "within {within} of {value}, or an interval that holds {value} and not {neutral}; "
        "consistent if it only lies on the same side of {neutral}",
        _near,
    ),
    "equal": Rule("equal to {value}", _equal),
    "no_difference": Rule(
        "the interval holds {neutral} and lies from {lowest} to {highest}; consistent if it only lies there",
        _no_difference,
    ),
    "ascending": Rule(
        "each at least the one before, the interval of the last above that of the first; consistent if a step down "
        "is within the intervals",
        _ascending,
    ),
    "within_range": Rule(
        "the interval lies from {lowest} to {highest}; consistent if it only overlaps that", _within_range
    ),
    "estimated": Rule(
        "the analysis that would answer gives intervals; their place says nothing of real children", _estimated
    ),
}
