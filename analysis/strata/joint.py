"""Log-linear slopes of several parts of the same authorities, with the covariance between them.

One Poisson model with a level and a slope for each part falls apart into one fit per part: no part knows
another's parameters. Only the errors are shared, because the parts live in the same authorities. What each
authority adds to each estimate (its influence) is therefore stacked, and the covariance clustered by
authority of the whole model is that of the stack: exactly, and without the model's large design matrix.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t  # type: ignore[import-untyped]

from analysis.areas import Areas
from analysis.estimation import NOT_MAXIMISED, Array, CannotFit
from analysis.gradient import POINTS, GradientFit, Term, gradient_of, require_signal
from analysis.newton import Point, maximise
from analysis.strata.designs import SLOPE, Model, level_and_slope, slope_at_mean_authority

ROUNDING = 1e-12  # of a log score: a difference and an error as small are those of floating-point sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A difference on the log scale with its clustered error, to be read against t."""

    estimate: float
    se: float
    degrees_of_freedom: int

    def ci(self, comparisons: int = 1) -> tuple[float, float]:
        """The 95 % interval; that of `comparisons` at once (Bonferroni) for one picked among so many."""
        half = float(t.ppf(1 - 0.025 / comparisons, self.degrees_of_freedom)) * self.se
        return self.estimate - half, self.estimate + half

    @property
    def statistic(self) -> float:
        """The estimate over its error: 0 where both are nothing but rounding, infinite where only the error is zero."""
        if max(abs(self.estimate), self.se) < ROUNDING:
            return 0.0
        return self.estimate / self.se if self.se > 0 else math.copysign(math.inf, self.estimate)

    @property
    def p_value(self) -> float:
        return 2 * float(t.sf(abs(self.statistic), self.degrees_of_freedom))

    @property
    def p_not_above_zero(self) -> float:
        """Of the one-sided test whose null hypothesis is that the difference is zero or less."""
        return float(t.sf(self.statistic, self.degrees_of_freedom))


@dataclass(frozen=True, slots=True, kw_only=True)
class JointFit:
    """The terms of K parts, `params` (K, p), and the `influence` (G, K, p) of each authority on them.

    The covariance is the sum over authorities of products of influences, times the `correction` for few
    authorities, G / (G - 1) times (n - 1) / (n - Kp) as in statsmodels. `slope_variances` (K) are those of
    Poisson counts alone, `slope_shares` (G, K) what part of that knowledge each authority holds.
    """

    parts: Mapping[str, Areas]
    model: Model
    terms: tuple[str, ...]
    params: Array
    influence: Array
    correction: float
    slope_variances: Array
    slope_shares: Array

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.parts)

    @property
    def las_count(self) -> int:
        return len(self.influence)

    @property
    def covariance(self) -> Array:
        """Of the terms of the first part, then of the next (Kp, Kp)."""
        flat = self.influence.reshape(self.las_count, -1)
        return self.correction * flat.T @ flat

    @property
    def log_scores(self) -> Array:
        """Ln of the rate ratio per +10 percentage points of each part (K)."""
        return POINTS * self.params[:, self.terms.index(SLOPE)]

    @property
    def log_score_influence(self) -> Array:
        return POINTS * self.influence[:, :, self.terms.index(SLOPE)]

    @property
    def log_score_covariance(self) -> Array:
        return self.correction * self.log_score_influence.T @ self.log_score_influence

    def contrast(self, weights: Array) -> Contrast:
        """A weighted sum of the log scores."""
        return Contrast(
            estimate=float(weights @ self.log_scores),
            se=float(np.sqrt(self.correction) * np.linalg.norm(self.log_score_influence @ weights)),
            degrees_of_freedom=self.las_count - 1,
        )

    def difference(self, first: str, second: str) -> Contrast:
        """Ln of the score of `second` over that of `first`."""
        names = np.array(self.names)
        return self.contrast((names == second).astype(float) - (names == first))


def _maximise(events: Array, amount: Array, design: Array) -> tuple[Array, Array]:
    """The parameters, from the overall rate, and the inverse of the information."""
    if not (np.isfinite(design).all() and amount.sum() > 0):
        raise CannotFit("nothing is there to count events per, or a term of some area is not a number")
    size = np.sqrt((design**2).mean(axis=0))
    columns = design / np.where(size > 0, size, 1)

    def at(params: Array) -> Point[None]:
        eta = columns @ params
        mean = amount * np.exp(eta)
        information = columns.T @ (columns * mean[:, None])
        return Point(float(events @ eta - mean.sum()), columns.T @ (events - mean), information, None)

    start = np.zeros(design.shape[1])
    start[0] = np.log(events.sum() / amount.sum())
    found = maximise(
        at,
        start,
        events=float(events.sum()),
        collinear="the terms cannot be told apart: one follows from the others",
    )
    if not found.converged:
        raise CannotFit(NOT_MAXIMISED)
    return found.params / size, np.linalg.inv(found.information) / np.outer(size, size)


@dataclass(frozen=True, slots=True)
class _Part:
    """Terms (p), influences (G, p), variance of the slope if counts are Poisson, each authority's share in it (G)."""

    params: Array
    influence: Array
    slope_variance: float
    slope_share: Array


def _fit_part(areas: Areas, design: pd.DataFrame, las: pd.Index) -> _Part:
    events, amount = areas.rows[["events_count", "children_count"]].to_numpy(float).T
    columns, slope = design.to_numpy(float), list(design.columns).index(SLOPE)
    params, covariance = _maximise(events, amount, columns)
    place = las.get_indexer(pd.Index(areas.rows["la_code"]))

    def by_la(values: Array) -> Array:
        return np.bincount(place, values, minlength=len(las)).astype(float)

    mean = amount * np.exp(columns @ params)
    scores = np.column_stack([by_la(column * (events - mean)) for column in columns.T])
    variance = float(covariance[slope, slope])
    return _Part(
        params=params,
        influence=scores @ covariance,
        slope_variance=variance,
        slope_share=by_la(mean * (columns @ covariance[slope]) ** 2) / variance,
    )


def fit_joint(parts: Mapping[str, Areas], model: Model = level_and_slope) -> JointFit:
    """The terms of a model for each part. `children_count` may be any amount that events are counted per."""
    for areas in parts.values():
        require_signal(areas, "la_clustered")
    las = pd.Index(np.unique(np.concatenate([areas.rows["la_code"].unique() for areas in parts.values()])))
    columns = [model(areas.rows).columns for areas in parts.values()]
    terms = tuple(str(name) for name in columns[0])
    if len(las) <= len(terms):
        raise CannotFit(f"{len(las)} authorities cannot carry the errors of {len(terms)} terms")
    fitted = [_fit_part(areas, of, las) for areas, of in zip(parts.values(), columns, strict=True)]
    cells = sum(areas.areas_count for areas in parts.values())
    correction = len(las) / (len(las) - 1) * (cells - 1) / (cells - len(terms) * len(parts))
    return JointFit(
        parts=parts,
        model=model,
        terms=terms,
        params=np.array([part.params for part in fitted]),
        influence=np.stack([part.influence for part in fitted], axis=1),
        correction=correction,
        slope_variances=np.array([part.slope_variance for part in fitted]),
        slope_shares=np.column_stack([part.slope_share for part in fitted]),
    )


def gradients_of(fit: JointFit, name: str) -> dict[str, GradientFit]:
    """Each part's terms as a gradient of its own, with errors from the whole model, which goes by `name`."""
    critical_value = float(t.ppf(0.975, fit.las_count - 1))
    errors = np.sqrt(np.diag(fit.covariance)).reshape(fit.params.shape)
    found = {}
    for (part, areas), params, error in zip(fit.parts.items(), fit.params, errors, strict=True):
        terms = [
            Term(name=term, estimate=float(estimate), se=float(se), critical_value=critical_value)
            for term, estimate, se in zip(fit.terms, params, error, strict=True)
        ]
        design = fit.model(areas.rows)
        rate = np.exp(design.columns.to_numpy(float) @ params)
        log_ratio = design.ten_points_more.to_numpy(float) @ params
        found[part] = gradient_of(areas, model=name, terms=terms, converged=True, rate=rate, log_ratio=log_ratio)
    return found


def fit_at_mean_authority(areas: Areas, *, name: str) -> GradientFit:
    """The gradient of all children in the mean authority: the score that the published figures are of."""
    return gradients_of(fit_joint({"total": areas}, slope_at_mean_authority(areas)), name)["total"]
