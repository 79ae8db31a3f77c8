"""Social gradients by count models: the rate ratio per +10 percentage points of deprivation."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import statsmodels.api as sm
from scipy.stats import t  # type: ignore[import-untyped]
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from analysis.areas import Areas

Z_95 = 1.959963984540054
POINTS = 10
PER = 10_000
TOO_FEW_AREAS = 10
POISSON_ALPHA = 1e-4

Errors = Literal["HC1", "la_clustered"]


class CannotFit(ValueError):
    """The areas cannot carry the model; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One coefficient on the log scale, per percentage point where it is a slope."""

    name: str
    estimate: float
    se: float
    critical_value: float

    @property
    def ci(self) -> tuple[float, float]:
        half = self.critical_value * self.se
        return self.estimate - half, self.estimate + half


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientFit:
    """A fitted gradient with what it was fitted to.

    `score` of the term `exposure` is exp(10 b): the rate ratio per +10 percentage points;
    `score_per_sd` the same per standard deviation of the exposure over areas. `additive_per_10k` describes
    the same slope as children per 10,000 more per +10 points, over the children where they live.
    """

    model: str
    terms: tuple[Term, ...]
    exposure_sd_pp: float
    areas_count: int
    las_count: int
    events_count: int
    excluded_count: int
    converged: bool
    additive_per_10k: float | None = None
    note: str | None = None

    def tidy(self) -> pd.DataFrame:
        """One row per term, in the columns of results.gradients."""
        return pd.DataFrame([self._row(term) for term in self.terms])

    def _row(self, term: Term) -> dict[str, object]:
        low, high = term.ci
        is_slope = term.name == "exposure"
        scores = [float(np.exp(POINTS * beta)) if is_slope else None for beta in (term.estimate, low, high)]
        return {
            "model": self.model,
            "term": term.name,
            "estimate": term.estimate,
            "se": term.se,
            "ci_low": low,
            "ci_high": high,
            "score": scores[0],
            "score_low": scores[1],
            "score_high": scores[2],
            "score_per_sd": float(np.exp(self.exposure_sd_pp * term.estimate)) if is_slope else None,
            "n_areas": self.areas_count,
            "n_la": self.las_count,
            "events_count": self.events_count,
            "excluded_count": self.excluded_count,
            "converged": self.converged,
            "additive_per_10k": self.additive_per_10k if is_slope else None,
            "note": self.note,
        }


def require_two_authorities(las_count: int, errors: Errors | None = "la_clustered") -> None:
    if errors == "la_clustered" and las_count < 2:
        raise CannotFit("errors clustered by authority need at least two authorities")


def require_signal(areas: Areas, errors: Errors | None) -> None:
    require_two_authorities(areas.las_count, errors)
    if areas.areas_count < TOO_FEW_AREAS:
        raise CannotFit(f"only {areas.areas_count} areas have a count, children and an exposure")
    if areas.events_count == 0:
        raise CannotFit("no area has an event")
    if areas.rows["exposure_pct"].nunique() < 2:
        raise CannotFit("every area has the same exposure")


def sandwich(areas: Areas, errors: Errors) -> dict[str, Any]:
    """What to ask statsmodels for: errors that hold when the variance is not the model's.

    HC1 is asked for as clusters of one area each: the correction is then n / (n - k), which
    statsmodels leaves out when a generalised linear model is fitted with `cov_type="HC1"`.
    """
    clusters = areas.rows["la_code"] if errors == "la_clustered" else areas.rows.index.to_series()
    return {"cov_type": "cluster", "cov_kwds": {"groups": pd.factorize(clusters)[0]}}


def critical_value(areas: Areas, errors: Errors | None) -> float:
    """The quantile of a 95 % interval: of t with G - 1 degrees of freedom for G authorities, else normal."""
    return float(t.ppf(0.975, areas.las_count - 1)) if errors == "la_clustered" else Z_95


def _design(areas: Areas, exposure: pd.Series) -> tuple[pd.Series, pd.DataFrame, pd.Series]:
    design = pd.DataFrame({"intercept": 1.0, "exposure": exposure})
    return areas.rows["events_count"], design, np.log(areas.rows["children_count"])


def log_linear(areas: Areas, exposure: pd.Series, errors: Errors | None) -> Any:
    """Poisson, log link, offset ln(children), on any one exposure over `areas.rows`; statsmodels' own result."""
    events, design, offset = _design(areas, exposure)
    asked = sandwich(areas, errors) if errors else {}
    return sm.GLM(events, design, family=sm.families.Poisson(), offset=offset).fit(**asked)


def additive_per_10k(areas: Areas, rate: npt.ArrayLike, log_ratio: npt.ArrayLike) -> float:
    """The mean over all children of what +10 points add to the rate where they live, per 10,000."""
    added = np.asarray(rate, float) * np.expm1(np.asarray(log_ratio, float))
    return PER * float(np.average(added, weights=areas.rows["children_count"]))


def gradient_of(areas: Areas, *, model: str, terms: Sequence[Term], converged: bool, rate: npt.ArrayLike,
                log_ratio: npt.ArrayLike, note: str | None = None) -> GradientFit:  # fmt: skip
    """The terms of a model with what it was fitted to; `rate` and `log_ratio` are each area's (n)."""
    return GradientFit(
        model=model,
        terms=tuple(terms),
        exposure_sd_pp=areas.exposure_sd_pp,
        areas_count=areas.areas_count,
        las_count=areas.las_count,
        events_count=areas.events_count,
        excluded_count=areas.excluded_count,
        converged=converged,
        additive_per_10k=additive_per_10k(areas, rate, log_ratio),
        note=note,
    )


def _fit(areas: Areas, model: str, fitted: Any, errors: Errors | None, converged: bool) -> GradientFit:
    quantile, se = critical_value(areas, errors), fitted.bse
    terms = tuple(
        Term(name=str(name), estimate=float(estimate), se=float(se[name]), critical_value=quantile)
        for name, estimate in fitted.params.items()
    )
    rate = fitted.predict() / areas.rows["children_count"]
    log_ratio = POINTS * float(fitted.params["exposure"])
    return gradient_of(areas, model=model, terms=terms, converged=converged, rate=rate, log_ratio=log_ratio)


def fit_poisson(areas: Areas, *, errors: Errors, name: str) -> GradientFit:
    """The log-linear slope with sandwich errors: plain ones are ten times too small here."""
    require_signal(areas, errors)
    fitted = log_linear(areas, areas.rows["exposure_pct"], errors)
    return _fit(areas, name, fitted, errors, bool(fitted.converged))


def fit_nb2(areas: Areas, *, errors: Errors | None, name: str) -> GradientFit:
    """Negative binomial (variance mu + alpha mu^2) by maximum likelihood; `errors=None` is model-based.

    The third term `alpha` is the overdispersion. Counts with none (alpha below 1e-4) are Poisson:
    the fit is then marked as not converged.
    """
    require_signal(areas, errors)
    events, design, offset = _design(areas, areas.rows["exposure_pct"])
    start = sm.GLM(events, design, family=sm.families.Poisson(), offset=offset).fit()
    covariance = sandwich(areas, errors) if errors else {}
    model = sm.NegativeBinomial(events, design, loglike_method="nb2", offset=offset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        near = model.fit(start_params=[*start.params, 0.1], method="bfgs", maxiter=500, disp=False)
        fitted = model.fit(start_params=near.params, method="newton", maxiter=50, disp=False, **covariance)
    converged = bool(fitted.mle_retvals["converged"]) and float(fitted.params["alpha"]) > POISSON_ALPHA
    return _fit(areas, name, fitted, errors, converged and bool(np.isfinite(fitted.bse).all()))
