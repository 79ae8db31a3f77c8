"""Poisson slopes within authorities, with errors by the cluster jackknife (CR3)."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation import Array, CannotFit
from analysis.newton import Maximum, Point, maximise

SINGULAR = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinFit:
    """Slopes (p) and their CR3 covariance (p, p), over the groups that have an event.

    `fitted` (n) are the expected counts of all rows, in the order they came: none in the other groups.
    """

    terms: tuple[str, ...]
    params: Array
    covariance: Array
    groups_count: int
    fitted: Array
    converged: bool

    @property
    def se(self) -> Array:
        return np.sqrt(np.diag(self.covariance))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows sorted by group; `starts` is where each group begins."""

    counts: Array
    design: Array
    offset: Array
    group: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Profile:
    """Each group's score (G, p) and information (G, p, p) at its own best intercept, and all means (n)."""

    scores: Array
    information: Array
    mean: Array


def _profile(rows: _Rows, params: Array) -> Point[_Profile]:
    eta = rows.offset + rows.design @ params
    relative = np.exp(eta)
    totals = np.add.reduceat(relative, rows.starts)
    centre = np.add.reduceat(rows.design * relative[:, None], rows.starts) / totals[:, None]
    events = np.add.reduceat(rows.counts, rows.starts)
    mean = relative * (events / totals)[rows.group]
    around = rows.design - centre[rows.group]
    weighted = around * mean[:, None]
    scores = np.add.reduceat(around * (rows.counts - mean)[:, None], rows.starts)
    information = np.add.reduceat(weighted[:, :, None] * around[:, None, :], rows.starts)
    return Point(
        loglik=float(rows.counts @ eta - events @ np.log(totals)),
        score=scores.sum(axis=0),
        information=information.sum(axis=0),
        detail=_Profile(scores=scores, information=information, mean=mean),
    )


def _without_each(profile: _Profile) -> Array:
    """How the slopes change when each group with events is left out: (G, p).

    In the least squares that the fit ends with, exactly - (H - H_g)^-1 s_g, with s_g and H_g the group's
    score and information (MacKinnon, Nielsen and Webb 2023: the linearised cluster jackknife).
    """
    told = profile.information.trace(axis1=1, axis2=2) > 0
    rest = profile.information.sum(axis=0) - profile.information[told]
    if (np.linalg.eigvalsh(rest)[:, 0] < SINGULAR * profile.mean.sum()).any():
        raise CannotFit("without one of the authorities some column would not vary within authorities")
    return -np.linalg.solve(rest, profile.scores[told][:, :, None])[:, :, 0]


def _solve(rows: _Rows) -> Maximum[_Profile]:
    """The slopes alone."""
    return maximise(
        partial(_profile, rows),
        np.zeros(rows.design.shape[1]),
        events=float(rows.counts.sum()),
        collinear="some column does not vary within authorities that have events",
    )


def _refuse(counts: Array, design: pd.DataFrame, offset: Array) -> None:
    if not len(counts):
        raise CannotFit("no area has a count, children and an exposure")
    values = design.to_numpy(float)
    if not all(np.isfinite(numbers).all() for numbers in (counts, values, offset)):
        raise CannotFit("some areas lack a count, children or a column: leave them out and count them")
    is_zero = ~values.any(axis=0)
    if is_zero.any():
        raise CannotFit(f"column {design.columns[int(is_zero.argmax())]} is zero in every row")


def fit_within(
    *, counts: npt.ArrayLike, design: pd.DataFrame, groups: npt.ArrayLike, offset: npt.ArrayLike
) -> WithinFit:
    """Counts (n) on `design` (n, p; no intercept), each group with an intercept of its own, profiled out.

    The covariance is (G - 1) / G times the sum over groups of the outer product of what leaving the group
    out changes (CR3).
    """
    number, amount = np.asarray(counts, float), np.asarray(offset, float)
    _refuse(number, design, amount)
    place = np.unique(np.asarray(groups), return_inverse=True)[1]
    order = np.argsort(place, kind="stable")
    size = np.abs(design.to_numpy(float)).max(axis=0)
    rows = _Rows(
        counts=number[order],
        design=design.to_numpy(float)[order] / size,
        offset=amount[order],
        group=place[order].astype(np.intp),
        starts=np.flatnonzero(np.diff(place[order], prepend=-1)),
    )
    groups_count = int((np.add.reduceat(rows.counts, rows.starts) > 0).sum())
    if groups_count < 2:
        raise CannotFit("slopes within authorities need at least two authorities with events")
    found = _solve(rows)
    changes = _without_each(found.detail) / size
    fitted = np.empty(len(order))
    fitted[order] = found.detail.mean
    return WithinFit(
        terms=tuple(design.columns),
        params=found.params / size,
        covariance=(groups_count - 1) / groups_count * changes.T @ changes,
        groups_count=groups_count,
        fitted=fitted,
        converged=found.converged,
    )
