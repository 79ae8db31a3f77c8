"""Social gradients by count models: the rate ratio per +10 percentage points of deprivation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t  # type: ignore[import-untyped]
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from analysis.areas import Areas
from analysis.estimation import MOST_LOG, NOT_MAXIMISED, UNBOUNDED, CannotFit
from analysis.negative_binomial import NegativeBinomialFit, coefficients, fit_negative_binomial
from analysis.regression import errors_of, refuse_unbounded, solved

Z_95 = 1.959963984540054
POINTS = 10
PER = 10_000
TOO_FEW_AREAS = 10
AT_ONCE = 1  # step of statsmodels, from the maximum
LEAST_SPREAD_PP = 1e-3  # areas whose exposures differ by less have the same one
POISSON_LIMIT = "Poisson limit: the counts have no overdispersion, so slope and errors are those of the Poisson model"

Errors = Literal["HC1", "la_clustered"]


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
    exposure = areas.rows["exposure_pct"].to_numpy(float)
    if np.ptp(exposure) < LEAST_SPREAD_PP:
        raise CannotFit("every area has the same exposure")
    refuse_separated(exposure, areas.rows["events_count"])


def refuse_separated(exposure: npt.ArrayLike, events: npt.ArrayLike) -> None:
    """Raise CannotFit where a log-linear slope has no finite estimate: every event lies at one end of the exposure."""
    values = np.asarray(exposure, float)
    of_events = values[np.asarray(events, float) > 0]
    if of_events.min() == values.max() or of_events.max() == values.min():
        raise CannotFit("only areas of the least or the greatest exposure have an event")


def clusters(areas: Areas, errors: Errors) -> npt.NDArray[np.intp]:
    """The cluster of each area (n), numbered from 0: its authority, or for HC1 the area itself."""
    if errors == "HC1":
        return np.arange(areas.areas_count)
    return pd.factorize(areas.rows["la_code"])[0]


def sandwich(areas: Areas, errors: Errors) -> dict[str, Any]:
    """What to ask statsmodels for: errors that hold when the variance is not the model's.

    HC1 is asked for as clusters of one area each: the correction is then n / (n - k), which
    statsmodels leaves out when a generalised linear model is fitted with `cov_type="HC1"`.
    """
    return {"cov_type": "cluster", "cov_kwds": {"groups": clusters(areas, errors)}}


def critical_value(areas: Areas, errors: Errors | None) -> float:
    """The quantile of a 95 % interval: of t with G - 1 degrees of freedom for G authorities, else normal."""
    return float(t.ppf(0.975, areas.las_count - 1)) if errors == "la_clustered" else Z_95


def _design(areas: Areas, exposure: pd.Series) -> tuple[pd.Series, pd.DataFrame, pd.Series]:
    design = pd.DataFrame({"intercept": 1.0, "exposure": exposure})
    return areas.rows["events_count"], design, np.log(areas.rows["children_count"])


def log_linear(areas: Areas, exposure: pd.Series, errors: Errors | None) -> Any:
    """Poisson, log link, offset ln(children), on any one exposure over `areas.rows`; statsmodels' own result.

    It starts from the maximum of the likelihood, found with halved steps: statsmodels halves none, and can step away.
    Raises CannotFit where there is no maximum, or no error.
    """
    events, design, offset = _design(areas, exposure)
    start = np.array([np.log(events.sum() / areas.rows["children_count"].sum()), 0.0])
    best = coefficients(events.to_numpy(float), design.to_numpy(float), offset.to_numpy(float), start)
    if np.abs(offset + design.to_numpy() @ best.params).max() > MOST_LOG:
        raise CannotFit(UNBOUNDED)
    asked = sandwich(areas, errors) if errors else {}
    model = GLM(events, design, family=families.Poisson(), offset=offset)
    fitted = solved(lambda: model.fit(start_params=best.params, maxiter=AT_ONCE, **asked))
    if not (best.converged and np.allclose(fitted.params, best.params, rtol=1e-6, atol=1e-9)):
        raise CannotFit(NOT_MAXIMISED)
    return fitted


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


def _of_model(areas: Areas, fitted: Any, errors: Errors | None) -> list[Term]:
    quantile, se = critical_value(areas, errors), errors_of(fitted)
    return [
        Term(name=str(name), estimate=float(estimate), se=float(se[name]), critical_value=quantile)
        for name, estimate in fitted.params.items()
    ]


def _gradient(areas: Areas, model: str, terms: Sequence[Term], *, note: str | None = None) -> GradientFit:
    """A log-linear model of `terms`, intercept and exposure first, as a gradient."""
    intercept, slope = terms[0].estimate, terms[1].estimate
    refuse_unbounded(POINTS * np.array([slope, *terms[1].ci]))
    return gradient_of(
        areas,
        model=model,
        terms=terms,
        converged=True,
        rate=np.exp(intercept + slope * areas.rows["exposure_pct"].to_numpy(float)),
        log_ratio=POINTS * slope,
        note=note,
    )


def fit_poisson(areas: Areas, *, errors: Errors, name: str) -> GradientFit:
    """The log-linear slope with sandwich errors: plain ones are ten times too small here."""
    require_signal(areas, errors)
    fitted = log_linear(areas, areas.rows["exposure_pct"], errors)
    return _gradient(areas, name, _of_model(areas, fitted, errors))


def _nb2_terms(areas: Areas, fit: NegativeBinomialFit, errors: Errors | None) -> list[Term]:
    """Intercept, exposure and alpha = 1 / theta, whose error follows from that of ln theta."""
    covariance = fit.covariance if errors is None else fit.clustered(clusters(areas, errors))
    se, alpha = np.sqrt(np.maximum(np.diag(covariance), 0)), 1 / fit.theta
    terms = [("intercept", fit.params[0], se[0]), ("exposure", fit.params[1], se[1]), ("alpha", alpha, alpha * se[2])]
    return [
        Term(name=name, estimate=float(estimate), se=float(error), critical_value=critical_value(areas, errors))
        for name, estimate, error in terms
    ]


def fit_nb2(areas: Areas, *, errors: Errors | None, name: str) -> GradientFit:
    """Negative binomial (variance mu + alpha mu^2) by maximum likelihood; `errors=None` is model-based.

    The third term `alpha` is the overdispersion. Where the counts have none it is 0 without an error, the slope and
    its errors are those of the Poisson model, and the note says so.
    """
    require_signal(areas, errors)
    events, design, offset = (part.to_numpy(float) for part in _design(areas, areas.rows["exposure_pct"]))
    poisson = log_linear(areas, areas.rows["exposure_pct"], errors)
    fit = fit_negative_binomial(events, design, offset, poisson.params.to_numpy())
    if fit is None:
        none = Term(name="alpha", estimate=0.0, se=np.nan, critical_value=critical_value(areas, errors))
        return _gradient(areas, name, [*_of_model(areas, poisson, errors), none], note=POISSON_LIMIT)
    return _gradient(areas, name, _nb2_terms(areas, fit, errors))
