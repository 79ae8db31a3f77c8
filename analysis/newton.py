"""Newton's method for the maximum of a log-likelihood: few steps, each halved until it does not lead down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from analysis.estimation import Array, CannotFit

STEPS, HALVINGS = 50, 30
CLOSE = 1e-20  # of twice the log-likelihood that the next step would gain
SMALL = 1e-3  # of a step: larger ones are no rounding, however little they gain
ROUNDING = 1e-10  # of the log-likelihood: what its sum may be off by
SINGULAR = 1e-12  # of the events: what is known of columns of size one is more than rounding leaves

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Point(Generic[T]):
    """The log-likelihood at some parameters (p), its score (p) and information (p, p), and what else is of use there.

    `information` is minus the second derivative or its expectation.
    """

    loglik: float
    score: Array
    information: Array
    detail: T

    @property
    def is_finite(self) -> bool:
        return all(np.isfinite(part).all() for part in (self.loglik, self.score, self.information))


@dataclass(frozen=True, slots=True)
class Maximum(Generic[T]):
    """Parameters (p) with what was found there; not `converged` where the steps ran out first."""

    params: Array
    loglik: float
    information: Array
    detail: T
    converged: bool


def _refuse_flat(point: Point[T], events: float, reason: str) -> None:
    if np.linalg.eigvalsh(point.information)[0] < SINGULAR * events:
        raise CannotFit(reason)


def _onward(
    at: Callable[[Array], Point[T] | None], params: Array, step: Array, least: float
) -> tuple[Array, Point[T]] | None:
    """The step, or the largest half, quarter and so on of it, that does not lead below `least`; None if none does."""
    for halvings in range(HALVINGS):
        moved = params + step / 2**halvings
        point = at(moved)
        if point is not None and point.is_finite and point.loglik >= least:
            return moved, point
    return None


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def maximise(at: Callable[[Array], Point[T] | None], start: Array, *, events: float, collinear: str) -> Maximum[T]:
    """The maximum of a likelihood of `events` whose columns are of size one or so.

    `at` gives None for parameters too far out to be worked with: no step leads there. The maximum is reached where
    the next step would gain next to nothing, or no more than the last step and than rounding hides. Raises CannotFit
    with the words of `collinear` where the start knows nothing of some combination of columns, and in its own words
    where the likelihood rises without end, as when an outcome is separated.
    """
    params, here, last = start, at(start), np.inf
    if here is None or not here.is_finite:
        raise CannotFit("the numbers are too large or too small to begin from")
    _refuse_flat(here, events, collinear)
    for _ in range(STEPS):
        step = np.linalg.solve(here.information, here.score)
        gain, hidden = float(here.score @ step), ROUNDING * (1 + abs(here.loglik))
        if gain < CLOSE or (last <= gain < hidden and np.abs(step).max() < SMALL):
            return Maximum(params, here.loglik, here.information, here.detail, True)
        onward = _onward(at, params, step, here.loglik - hidden)
        if onward is None:
            break
        (params, here), last = onward, gain
        _refuse_flat(here, events, "the likelihood rises without end: some column has no finite estimate")
    return Maximum(params, here.loglik, here.information, here.detail, False)
