"""Is the gradient steeper in affluent authorities, or does it only bend? A protocol, fixed beforehand.

A rate that is a concave curve of deprivation looks, to a log-linear model, like a slope that is steeper
where authorities are affluent. So the interaction of the exposure x with ln(L / mean L) counts as supported
only if it is negative with p < 0.05 in the log-linear multilevel model *and* beside restricted cubic
splines of x and L. docs/recovery.md says how often that errs on populations whose truth is known.
"""

from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import t  # type: ignore[import-untyped]

from analysis.areas import Areas
from analysis.columns import design_of
from analysis.estimation import CannotFit
from analysis.gradient import PER, POINTS
from analysis.neighbourhood import Surface, fit_surface, fit_within_authorities

NAIVE = ("exposure", "la", "by_ln_la")
SPLINE = ("exposure_spline", "la_spline", "by_ln_la")
WITHIN = ("exposure_spline", "by_ln_la")
INTERACTION = "exposure_by_ln_la"
SIGNIFICANT = 0.05
LA_OFFSETS_PP = (-10, 0, 10)
AFFLUENT_LA_PCT, DEPRIVED_LA_PCT = 8, 20
FROM_PCT, TO_PCT = 10, 20

Verdict = Literal["supported", "explained by curvature", "not shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """How ln of the rate ratio per +10 points changes per unit of ln L; p of a two-sided t test."""

    estimate: float
    se: float
    p_value: float

    @property
    def is_steeper_when_affluent(self) -> bool:
        return self.estimate < 0 and self.p_value < SIGNIFICANT


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelScore:
    """The geometric score of all children, were they in an authority `la_offset_pp` from the mean."""

    la_offset_pp: int
    la_income_deprivation_pct: float
    score: float
    score_low: float
    score_high: float
    is_outside_data: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditiveContrast:
    """Children per 10,000 that x from 10 to 20 adds in an authority at L = 8, less the same at L = 20.

    Descriptive: it differs from nothing under curvature and under interaction alike.
    """

    estimate: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curvature:
    """The verdict, the two fits that decide it, and what stands beside it without a vote."""

    verdict: Verdict
    naive: Surface
    spline: Surface
    naive_interaction: Interaction
    spline_interaction: Interaction
    remaining_share: float
    fixed_effects_interaction: Interaction | None
    additive_contrast: AdditiveContrast
    scores: tuple[LevelScore, ...]

    def tidy(self) -> pd.DataFrame:
        """One row, in the columns of results.curvature_verdicts."""
        fits, areas = (self.naive.fit, self.spline.fit), self.spline.areas
        row = {
            "verdict": self.verdict,
            "remaining_share": self.remaining_share,
            "additive_contrast_per_10k": self.additive_contrast.estimate,
            "additive_contrast_low": self.additive_contrast.ci_low,
            "additive_contrast_high": self.additive_contrast.ci_high,
            "n_areas": areas.areas_count,
            "n_la": areas.las_count,
            "events_count": areas.events_count,
            "excluded_count": areas.excluded_count,
            "converged": all(fit.converged for fit in fits),
            "note": "; ".join(dict.fromkeys(text for fit in fits for text in fit.warnings)) or None,
        }
        for name in ("naive", "spline", "fixed_effects"):
            interaction = getattr(self, f"{name}_interaction")
            for suffix, field in (("", "estimate"), ("_se", "se"), ("_p", "p_value")):
                row[f"{name}_interaction{suffix}"] = None if interaction is None else getattr(interaction, field)
        return pd.DataFrame([row])

    def tidy_scores(self) -> pd.DataFrame:
        """One row per level of L, in the columns of results.curvature_scores."""
        return pd.DataFrame([asdict(score) for score in self.scores])


def _interaction(estimate: float, se: float, degrees_of_freedom: int) -> Interaction:
    p_value = float(2 * t.sf(abs(estimate / se), degrees_of_freedom))
    return Interaction(estimate=POINTS * estimate, se=POINTS * se, p_value=p_value)


def interaction_of(surface: Surface) -> Interaction:
    place = surface.fit.terms.index(INTERACTION)
    return _interaction(surface.fit.params[place], surface.fit.se[place], surface.fit.degrees_of_freedom)


def _fixed_effects_interaction(areas: Areas) -> Interaction | None:
    try:
        fit = fit_within_authorities(areas, WITHIN)
    except CannotFit:
        return None
    place = fit.terms.index(INTERACTION)
    return _interaction(fit.params[place], fit.se[place], fit.groups_count - 1)


def decide(naive: Interaction, spline: Interaction) -> Verdict:
    if not naive.is_steeper_when_affluent:
        return "not shown"
    return "supported" if spline.is_steeper_when_affluent else "explained by curvature"


def _level_score(surface: Surface, offset: int) -> LevelScore:
    la_pct = surface.scales.la_mean + offset
    seen = surface.areas.rows["la_exposure_pct"]
    log_score, se = surface.log_score(la_pct)
    half = surface.critical_value * se
    score, low, high = (float(value) for value in np.exp([log_score, log_score - half, log_score + half]))
    return LevelScore(
        la_offset_pp=offset,
        la_income_deprivation_pct=la_pct,
        score=score,
        score_low=low,
        score_high=high,
        is_outside_data=not seen.min() <= la_pct <= seen.max(),
    )


def _scores(surface: Surface) -> tuple[LevelScore, ...]:
    """At the mean of the authorities and ten points either side, where a level above zero lies there."""
    possible = (offset for offset in LA_OFFSETS_PP if surface.scales.la_mean + offset > 0)
    return tuple(_level_score(surface, offset) for offset in possible)


def _additive_contrast(surface: Surface) -> AdditiveContrast:
    """The error by the delta method, in an authority without effects of its own."""
    corners = pd.DataFrame(
        {
            "exposure_pct": [TO_PCT, FROM_PCT, TO_PCT, FROM_PCT],
            "la_exposure_pct": [AFFLUENT_LA_PCT] * 2 + [DEPRIVED_LA_PCT] * 2,
        }
    )
    design = design_of(corners, surface.scales, surface.terms).to_numpy()
    signed = np.array([1, -1, -1, 1]) * np.exp(design @ surface.fit.params)
    derivative = signed @ design
    half = surface.critical_value * float(np.sqrt(derivative @ surface.fit.covariance @ derivative))
    estimate = float(signed.sum())
    return AdditiveContrast(estimate=PER * estimate, ci_low=PER * (estimate - half), ci_high=PER * (estimate + half))


def judge_curvature(areas: Areas) -> Curvature:
    """Run the protocol on neighbourhoods that know their authority and its level of the exposure."""
    naive, spline = (fit_surface(areas, family="nb2", terms=terms) for terms in (NAIVE, SPLINE))
    before, after = interaction_of(naive), interaction_of(spline)
    return Curvature(
        verdict=decide(before, after),
        naive=naive,
        spline=spline,
        naive_interaction=before,
        spline_interaction=after,
        remaining_share=after.estimate / before.estimate,
        fixed_effects_interaction=_fixed_effects_interaction(areas),
        additive_contrast=_additive_contrast(spline),
        scores=_scores(spline),
    )
