"""Poisson slopes within authorities, with errors by the cluster jackknife (CR3)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.gradient import CannotFit
from analysis.multilevel.families import Array

NEWTON_STEPS = 50
CLOSE = 1e-14
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


def _profile(rows: _Rows, params: Array) -> _Profile:
    relative = np.exp(rows.offset + rows.design @ params)
    totals = np.add.reduceat(relative, rows.starts)
    centre = np.add.reduceat(rows.design * relative[:, None], rows.starts) / totals[:, None]
    mean = relative * (np.add.reduceat(rows.counts, rows.starts) / totals)[rows.group]
    around = rows.design - centre[rows.group]
    weighted = around * mean[:, None]
    return _Profile(
        scores=np.add.reduceat(around * (rows.counts - mean)[:, None], rows.starts),
        information=np.add.reduceat(weighted[:, :, None] * around[:, None, :], rows.starts),
        mean=mean,
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


def _solve(rows: _Rows) -> tuple[Array, _Profile, bool]:
    """Newton's method on the slopes alone."""
    params = np.zeros(rows.design.shape[1])
    for _ in range(NEWTON_STEPS):
        profile = _profile(rows, params)
        information, score = profile.information.sum(axis=0), profile.scores.sum(axis=0)
        if np.linalg.eigvalsh(information)[0] < SINGULAR * profile.mean.sum():
            raise CannotFit("some column does not vary within authorities that have events")
        step = np.linalg.solve(information, score)
        if score @ step < CLOSE:
            return params, profile, True
        params = params + step
    return params, profile, False


def fit_within(
    *, counts: npt.ArrayLike, design: pd.DataFrame, groups: npt.ArrayLike, offset: npt.ArrayLike
) -> WithinFit:
    """Counts (n) on `design` (n, p; no intercept), each group with an intercept of its own, profiled out.

    The covariance is (G - 1) / G times the sum over groups of the outer product of what leaving the group
    out changes (CR3).
    """
    place = np.unique(np.asarray(groups), return_inverse=True)[1]
    order = np.argsort(place, kind="stable")
    size = np.abs(design.to_numpy(float)).max(axis=0)
    if (size == 0).any():
        raise CannotFit(f"column {design.columns[int((size == 0).argmax())]} is zero in every row")
    rows = _Rows(
        counts=np.asarray(counts, float)[order],
        design=design.to_numpy(float)[order] / size,
        offset=np.asarray(offset, float)[order],
        group=place[order].astype(np.intp),
        starts=np.flatnonzero(np.diff(place[order], prepend=-1)),
    )
    groups_count = int((np.add.reduceat(rows.counts, rows.starts) > 0).sum())
    if groups_count < 2:
        raise CannotFit("slopes within authorities need at least two authorities with events")
    params, profile, converged = _solve(rows)
    changes = _without_each(profile) / size
    fitted = np.empty(len(order))
    fitted[order] = profile.mean
    return WithinFit(
        terms=tuple(design.columns),
        params=params / size,
        covariance=(groups_count - 1) / groups_count * changes.T @ changes,
        groups_count=groups_count,
        fitted=fitted,
        converged=converged,
    )
