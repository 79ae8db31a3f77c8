"""Proportional hazards for durations and recurrence, with errors clustered by authority."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.gradient import CannotFit
from analysis.multilevel.families import Array

NEWTON_STEPS = 50
CLOSE = 1e-16


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


@dataclass(frozen=True, slots=True)
class _Spells:
    """Spells from the longest to the shortest; `last` is the place of the last one as long as each.

    At an event the risk set are the spells up to `last`. Of d events at one time the k-th leaves a share
    k / d of them out of it (Efron); `events` are their places, `left_out` those shares.
    """

    design: Array
    event: npt.NDArray[np.bool_]
    last: npt.NDArray[np.intp]
    time: npt.NDArray[np.intp]
    events: npt.NDArray[np.intp]
    left_out: Array


def _spells(durations: Array, is_event: npt.NDArray[np.bool_], design: Array) -> tuple[_Spells, npt.NDArray[np.intp]]:
    order = np.argsort(-durations, kind="stable")
    time = np.unique(-durations[order], return_inverse=True)[1]
    event = is_event[order]
    events = np.flatnonzero(event)
    first_of_time = np.searchsorted(time[events], time[events])
    count = np.bincount(time[events], minlength=time[-1] + 1)[time[events]]
    spells = _Spells(
        design=design[order],
        event=event,
        last=np.searchsorted(time, time, side="right") - 1,
        time=time,
        events=events,
        left_out=(np.arange(len(events)) - first_of_time) / count,
    )
    return spells, order


@dataclass(frozen=True, slots=True)
class _AtRisk:
    """Of each event: the weight of its risk set (E,), its mean of the columns (E, p) and their spread (E, p, p)."""

    weight: Array
    mean: Array
    spread: Array


def _at_risk(spells: _Spells, relative: Array) -> _AtRisk:
    def total(values: Array) -> Array:
        """Over the risk set, less the share of the tied events that this one leaves out."""
        of_risk = np.cumsum(values, axis=0)[spells.last[spells.events]]
        tied = np.zeros((spells.time[-1] + 1, *values.shape[1:]))
        np.add.at(tied, spells.time[spells.events], values[spells.events])
        share = spells.left_out.reshape(-1, *[1] * (values.ndim - 1))
        difference: Array = of_risk - share * tied[spells.time[spells.events]]
        return difference

    x = spells.design
    weight = total(relative)
    mean = total(relative[:, None] * x) / weight[:, None]
    square = total(relative[:, None, None] * x[:, :, None] * x[:, None, :]) / weight[:, None, None]
    return _AtRisk(weight, mean, square - mean[:, :, None] * mean[:, None, :])


def _residuals(spells: _Spells, relative: Array, risk: _AtRisk) -> Array:
    """The score residual of each spell (n, p): what it adds to the score, less what it was expected to.

    The steps of the hazard are 1 / weight; an event feels those of its own time less its share left out.
    """
    times = spells.time[-1] + 1

    def by_time(of_events: Array) -> Array:
        sums = np.zeros((times, *of_events.shape[1:]))
        np.add.at(sums, spells.time[spells.events], of_events)
        return sums

    step = 1 / risk.weight
    count = np.maximum(by_time(np.ones(len(step))), 1)
    hazard = np.cumsum(by_time(step)[::-1], axis=0)[::-1][spells.time]
    drift = np.cumsum(by_time(step[:, None] * risk.mean)[::-1], axis=0)[::-1][spells.time]
    residual = -relative[:, None] * (spells.design * hazard[:, None] - drift)
    own, here = spells.time[spells.events], spells.events
    left = spells.left_out * step
    residual[here] += spells.design[here] - (by_time(risk.mean) / count[:, None])[own]
    back = spells.design[here] * by_time(left)[own, None] - by_time(left[:, None] * risk.mean)[own]
    residual[here] += relative[here, None] * back
    return residual


def _refuse(durations: Array, is_event: npt.NDArray[np.bool_], design: pd.DataFrame, groups_count: int) -> None:
    if not (np.isfinite(durations).all() and np.isfinite(design.to_numpy(float)).all()):
        raise CannotFit("some spells lack a duration or a column: leave them out and count them")
    if groups_count < 2:
        raise CannotFit("errors clustered by authority need at least two authorities")
    if is_event.sum() <= design.shape[1]:
        raise CannotFit(f"{int(is_event.sum())} spells that ended cannot carry {design.shape[1]} columns")


def _maximise(spells: _Spells) -> tuple[Array, _AtRisk, bool]:
    """Newton's method on the partial likelihood; the risk sets are those at the end."""
    params = np.zeros(spells.design.shape[1])
    for _ in range(NEWTON_STEPS):
        risk = _at_risk(spells, np.exp(spells.design @ params))
        information = risk.spread.sum(axis=0)
        if np.linalg.cond(information) > 1 / np.finfo(float).eps:
            raise CannotFit("the columns do not differ among the spells at risk, or one follows from the others")
        score = (spells.design[spells.events] - risk.mean).sum(axis=0)
        step = np.linalg.solve(information, score)
        if score @ step < CLOSE:
            return params, risk, True
        params = params + step
    return params, risk, False


def fit_cox(
    *, durations: npt.ArrayLike, is_event: npt.ArrayLike, design: pd.DataFrame, groups: npt.ArrayLike
) -> CoxFit:
    """Spells (n) that ended or were still open, on `design` (n, p; no intercept).

    Ties by Efron's method; errors from the score residuals summed over groups (Lin and Wei 1989), without
    a correction for the number of groups: as R's coxph with `cluster`.
    """
    ended = np.asarray(is_event).astype(bool)
    place = np.unique(np.asarray(groups), return_inverse=True)[1]
    _refuse(np.asarray(durations, float), ended, design, place.max(initial=-1) + 1)
    centred = design.to_numpy(float) - design.to_numpy(float).mean(axis=0)
    spells, order = _spells(np.asarray(durations, float), ended, centred)
    params, risk, converged = _maximise(spells)
    relative = np.exp(spells.design @ params)
    plain = np.linalg.inv(risk.spread.sum(axis=0))
    of_groups = np.zeros((place.max() + 1, len(params)))
    np.add.at(of_groups, place[order], _residuals(spells, relative, risk))
    return CoxFit(
        terms=tuple(design.columns),
        params=params,
        covariance=plain @ of_groups.T @ of_groups @ plain,
        plain_se=np.sqrt(np.diag(plain)),
        loglik=float((spells.design[spells.events] @ params - np.log(risk.weight)).sum()),
        events_count=int(ended.sum()),
        groups_count=len(of_groups),
        converged=converged,
    )
