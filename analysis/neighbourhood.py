"""Gradients over neighbourhoods within authorities: multilevel models and fixed effects."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t  # type: ignore[import-untyped]

from analysis.areas import Areas
from analysis.columns import Scales, children_by_exposure, design_of, geometric_contrasts, scales_of, ten_points_more
from analysis.estimation import NOT_MAXIMISED, Array
from analysis.fixed_effects import WithinFit, fit_within
from analysis.gradient import POINTS, GradientFit, Term, gradient_of, require_signal
from analysis.multilevel import FamilyName, MultilevelFit, fit_multilevel

CONTEXTUAL = {"la_mean_exposure": 1.0, "exposure": -1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A multilevel model of the exposure x and its authority's level L, with what it was fitted to."""

    areas: Areas
    scales: Scales
    terms: tuple[str, ...]
    random_terms: tuple[str, ...]
    fit: MultilevelFit

    @property
    def critical_value(self) -> float:
        """The quantile of a 95 % interval, of t with authorities less terms degrees of freedom."""
        return float(t.ppf(0.975, self.fit.degrees_of_freedom))

    def contrast(self, weights: Array) -> tuple[float, float]:
        """A sum of the parameters and its standard error."""
        return float(weights @ self.fit.params), float(np.sqrt(weights @ self.fit.covariance @ weights))

    def log_score(self, la_pct: float) -> tuple[float, float]:
        """Ln of the geometric score of all children in an authority at `la_pct`, and its standard error."""
        return self.contrast(self.geometric(np.array([la_pct]))[0])

    def geometric(self, la_pct: Array) -> Array:
        """The weights (m, p) of the parameters in ln of the score at each of m levels."""
        return geometric_contrasts(children_by_exposure(self.areas), self.scales, self.terms, la_pct)

    def rates(self) -> tuple[Array, Array]:
        """Each area's fitted rate with its authority's own effects, and ln of what +10 points multiply it by."""
        rows = self.areas.rows
        effects = self.fit.effects[pd.Index(self.fit.groups).get_indexer(pd.Index(rows["la_code"]))]
        log_rate = design_of(rows, self.scales, self.terms).to_numpy() @ self.fit.params
        log_rate += (design_of(rows, self.scales, self.random_terms).to_numpy() * effects).sum(axis=1)
        added = ten_points_more(rows, self.scales, self.terms).to_numpy() @ self.fit.params
        return np.exp(log_rate), added + POINTS * effects[:, 1]


def fit_surface(
    areas: Areas, *, family: FamilyName, terms: Sequence[str], random_terms: Sequence[str] = ("exposure",)
) -> Surface:
    """The named terms, with an intercept and slope of each authority's own, correlated."""
    require_signal(areas, "la_clustered")
    scales, rows = scales_of(areas), areas.rows
    fit = fit_multilevel(
        counts=rows["events_count"],
        design=design_of(rows, scales, terms),
        random_design=design_of(rows, scales, random_terms),
        groups=rows["la_code"],
        family=family,
        offset=np.log(rows["children_count"]),
    )
    return Surface(areas=areas, scales=scales, terms=tuple(terms), random_terms=tuple(random_terms), fit=fit)


def _terms_of(surface: Surface) -> Iterator[Term]:
    """Every fixed term, what follows from them, then the spread of the authorities without an error of its own."""
    fit, quantile = surface.fit, surface.critical_value

    def term(name: str, estimate: float, se: float) -> Term:
        return Term(name=name, estimate=estimate, se=se, critical_value=quantile)

    for name, estimate, se in zip(fit.terms, fit.params, fit.se, strict=True):
        yield term(name, float(estimate), float(se))
    if "exposure" not in fit.terms:
        log_score, se = surface.log_score(surface.scales.la_mean)
        yield term("exposure", log_score / POINTS, se / POINTS)
    if set(CONTEXTUAL) <= set(fit.terms):
        yield term("contextual", *surface.contrast(np.array([CONTEXTUAL.get(name, 0.0) for name in fit.terms])))
    for name, value in _spread(fit).items():
        yield term(name, value, np.nan)


def _spread(fit: MultilevelFit) -> Mapping[str, float]:
    sd = {f"sd_{name}": float(value) for name, value in zip(fit.random_terms, fit.random_sd, strict=True)}
    product = float(np.prod(fit.random_sd))
    correlation = {"correlation": float(fit.random_covariance[0, 1]) / product} if product > 0 else {}
    return sd | correlation | ({"theta": fit.theta} if fit.family == "nb2" else {})


def fit_multilevel_gradient(
    areas: Areas, *, name: str, family: FamilyName, terms: Sequence[str], random_terms: Sequence[str] = ("exposure",)
) -> GradientFit:
    """A surface as rows of results.gradients; without a linear exposure its term is the geometric score's."""
    surface = fit_surface(areas, family=family, terms=terms, random_terms=random_terms)
    rate, log_ratio = surface.rates()
    return gradient_of(
        areas,
        model=name,
        terms=tuple(_terms_of(surface)),
        converged=surface.fit.converged,
        rate=rate,
        log_ratio=log_ratio,
        note="; ".join(surface.fit.warnings) or None,
    )


def fit_within_authorities(areas: Areas, terms: Sequence[str]) -> WithinFit:
    """Poisson slopes of the named terms within authorities, errors by the cluster jackknife (CR3)."""
    require_signal(areas, "la_clustered")
    return fit_within(
        counts=areas.rows["events_count"],
        design=design_of(areas.rows, scales_of(areas), terms).drop(columns="intercept"),
        groups=areas.rows["la_code"],
        offset=np.log(areas.rows["children_count"]),
    )


def fit_fixed_effects(areas: Areas, *, name: str) -> GradientFit:
    """The slope within authorities; its interval is of t with authorities - 1 degrees of freedom."""
    fit = fit_within_authorities(areas, ("exposure",))
    term = Term(
        name="exposure",
        estimate=float(fit.params[0]),
        se=float(fit.se[0]),
        critical_value=float(t.ppf(0.975, fit.groups_count - 1)),
    )
    return gradient_of(
        areas,
        model=name,
        terms=[term],
        converged=fit.converged,
        rate=fit.fitted / areas.rows["children_count"],
        log_ratio=POINTS * term.estimate,
        note=None if fit.converged else NOT_MAXIMISED,
    )
