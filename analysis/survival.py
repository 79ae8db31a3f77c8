"""Proportional hazards for durations and recurrence, with errors clustered by authority."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation import NOT_MAXIMISED, Array, CannotFit
from analysis.newton import Maximum, Point, maximise
from analysis.regression import varies

WIDEST = 25.0  # between two spells' log hazards: beyond it, sums over the spells at risk lose the smaller hazards
ALIKE = "the columns do not differ among the spells at risk, or one follows from the others"

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoxFit:
    """Log hazard ratios (p) with their clustered covariance (p, p); `plain_se` (p) ignores the clusters."""

    terms: tuple[str, ...]
    params: Array
    covariance: Array
    plain_se: Array
    loglik: float
    events_count: int
    groups_count: int
    converged: bool

    @property
    def se(self) -> Array:
        return np.sqrt(np.diag(self.covariance))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spells:
    """Spells (n) on the scale of the distinct times at which one ended (m).

    A spell is at risk at the times numbered from `entry` up to, not including, `leaves`. `events` are the
    places of spells that ended, in order of `time`; of d that ended at one time the k-th leaves a share k / d
    of them out of the risk set (Efron): `left_out`.
    """

    design: Array
    entry: Places
    leaves: Places
    events: Places
    time: Places
    left_out: Array
    times_count: int


def _spells(durations: Array, entries: Array, ended: npt.NDArray[np.bool_], design: Array) -> _Spells:
    times = np.unique(durations[ended])
    events = np.flatnonzero(ended)[np.argsort(durations[ended], kind="stable")]
    time = np.searchsorted(times, durations[events])
    count = np.bincount(time)
    return _Spells(
        design=design,
        entry=np.searchsorted(times, entries, side="right"),
        leaves=np.searchsorted(times, durations, side="right"),
        events=events,
        time=time,
        left_out=(np.arange(len(events)) - np.searchsorted(time, time)) / count[time],
        times_count=len(times),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _AtRisk:
    """The risk sets of the times (m), at given hazards.

    `x` (m, p) are sums of x times relative hazard over the risk set, `tied_x` over what ended at the time;
    `weight` (E) is the sum of the relative hazards alone, of each event. `power[a, b]` (m) are sums of
    left_out^a / weight^b over the events of a time, so that nothing has to be held for each event.
    """

    weight: Array
    x: Array
    tied_x: Array
    power: Mapping[tuple[int, int], Array]

    def mean(self, share: int, step: int) -> Array:
        """Sums over the events of a time (m, p) of left_out^share / weight^step times the risk set's mean of x."""
        of_risk, of_tied = self.power[share, step + 1], self.power[share + 1, step + 1]
        difference: Array = self.x * of_risk[:, None] - self.tied_x * of_tied[:, None]
        return difference


def _summed(place: Places, values: Array, length: int) -> Array:
    """Sums of the rows of `values` (n, q) at each place (length, q)."""
    return np.column_stack([np.bincount(place, column, length) for column in values.T])


def _totals(spells: _Spells, values: Array) -> tuple[Array, Array]:
    """Of each time: the sum over its risk set (m, q), and over what ended at it."""
    length = spells.times_count
    still = _summed(spells.leaves, values, length + 1) - _summed(spells.entry, values, length + 1)
    return np.cumsum(still[::-1], axis=0)[::-1][1:], _summed(spells.time, values[spells.events], length)


def _at_risk(spells: _Spells, relative: Array) -> tuple[_AtRisk, Array]:
    """The risk sets at given relative hazards (n), and the information (p, p) in them."""
    x, width = spells.design, spells.design.shape[1]
    (total, tied), (x_sum, tied_x) = _totals(spells, relative[:, None]), _totals(spells, relative[:, None] * x)
    weight = (total[spells.time] - spells.left_out[:, None] * tied[spells.time])[:, 0]
    power = {
        (share, step): _summed(spells.time, (spells.left_out**share / weight**step)[:, None], spells.times_count)[:, 0]
        for share, step in ((0, 1), (1, 1), (0, 2), (1, 2), (2, 2))
    }
    products = (relative[:, None, None] * x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    xx, tied_xx = _totals(spells, products)
    square = (xx.T @ power[0, 1] - tied_xx.T @ power[1, 1]).reshape(width, width)
    mixed = (x_sum * power[1, 2][:, None]).T @ tied_x
    of_means = (x_sum * power[0, 2][:, None]).T @ x_sum + (tied_x * power[2, 2][:, None]).T @ tied_x
    information = square - (of_means - mixed - mixed.T)
    return _AtRisk(weight=weight, x=x_sum, tied_x=tied_x, power=power), information


def _residuals(spells: _Spells, relative: Array, risk: _AtRisk) -> Array:
    """The score residual of each spell (n, p): what it adds to the score, less what it was expected to.

    The steps of the hazard are 1 / weight; an event feels those of its own time less its share left out.
    """

    def felt(steps: Array) -> Array:
        """What spells meet of the steps of the times between their entry and their end."""
        reached = np.concatenate([np.zeros((1, steps.shape[1])), np.cumsum(steps, axis=0)])
        met: Array = reached[spells.leaves] - reached[spells.entry]
        return met

    x, here, own = spells.design, spells.events, spells.time
    hazard = felt(risk.power[0, 1][:, None])
    residual = -relative[:, None] * (x * hazard - felt(risk.mean(0, 1)))
    residual[here] += x[here] - (risk.mean(0, 0) / np.bincount(own)[:, None])[own]
    residual[here] += relative[here, None] * (x[here] * risk.power[1, 1][own, None] - risk.mean(1, 1)[own])
    return residual


def _refuse(
    durations: Array, entries: Array, is_event: npt.NDArray[np.bool_], design: pd.DataFrame, groups_count: int
) -> None:
    numbers = np.isfinite(durations).all() and np.isfinite(design.to_numpy(float)).all() and not np.isnan(entries).any()
    if not numbers:
        raise CannotFit("some spells lack a duration or a column: leave them out and count them")
    if (entries >= durations).any():
        raise CannotFit("some spells end before they are at risk")
    if groups_count < 2:
        raise CannotFit("errors clustered by authority need at least two authorities")
    if is_event.sum() <= design.shape[1]:
        raise CannotFit(f"{int(is_event.sum())} spells that ended cannot carry {design.shape[1]} columns")
    if not all(varies(column) for column in design.to_numpy(float).T):
        raise CannotFit(ALIKE)


def _maximise(spells: _Spells) -> Maximum[_AtRisk]:
    """The maximum of the partial likelihood."""
    of_events = spells.design[spells.events].sum(axis=0)

    def at(params: Array) -> Point[_AtRisk] | None:
        log_hazard = spells.design @ params
        if np.ptp(log_hazard) > WIDEST:
            return None
        risk, information = _at_risk(spells, np.exp(log_hazard))
        return Point(
            loglik=float(of_events @ params - np.log(risk.weight).sum()),
            score=of_events - risk.mean(0, 0).sum(axis=0),
            information=information,
            detail=risk,
        )

    found = maximise(at, np.zeros(spells.design.shape[1]), events=len(spells.events), collinear=ALIKE)
    if not found.converged:
        raise CannotFit(f"{NOT_MAXIMISED}: it still rises where hazards of spells differ more than 10^10-fold")
    return found


def fit_cox(
    *,
    durations: npt.ArrayLike,
    is_event: npt.ArrayLike,
    design: pd.DataFrame,
    groups: npt.ArrayLike,
    entries: npt.ArrayLike | None = None,
) -> CoxFit:
    """Spells (n) that ended or were still open, on `design` (n, p; no intercept), by group.

    A spell is at risk after its entry (from the first if left out) up to its duration, included: of one that
    was met when already under way, what came before is not looked at (left truncation). Ties by Efron's method;
    errors from the score residuals summed over groups (Lin and Wei 1989), without a correction for the number
    of groups: as R's coxph with `cluster`.
    """
    lasted, ended = np.asarray(durations, float), np.asarray(is_event).astype(bool)
    entered = np.full(len(lasted), -np.inf) if entries is None else np.asarray(entries, float)
    place = np.unique(np.asarray(groups), return_inverse=True)[1]
    _refuse(lasted, entered, ended, design, place.max(initial=-1) + 1)
    values = design.to_numpy(float)
    size = values.std(axis=0)
    spells = _spells(lasted, entered, ended, (values - values.mean(axis=0)) / size)
    found = _maximise(spells)
    plain = np.linalg.inv(found.information)
    residuals = _residuals(spells, np.exp(spells.design @ found.params), found.detail)
    influence = _summed(place, residuals, place.max() + 1) @ plain / size
    return CoxFit(
        terms=tuple(design.columns),
        params=found.params / size,
        covariance=influence.T @ influence,
        plain_se=np.sqrt(np.diag(plain)) / size,
        loglik=found.loglik,
        events_count=int(ended.sum()),
        groups_count=len(influence),
        converged=found.converged,
    )
