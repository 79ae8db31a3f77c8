"""Referred again within twelve months, planned for again: shares of neighbourhoods' referrals and plans."""

import numpy as np
import pandas as pd
from scipy.stats import t  # type: ignore[import-untyped]

from analysis.areas import Areas, complete
from analysis.columns import design_of, scales_of
from analysis.estimation import CannotFit
from analysis.gradient import Term, require_signal
from analysis.multilevel import MultilevelFit, fit_multilevel
from analysis.outcomes.fit import TERMS, OutcomeFit

MODEL = "binomial_multilevel"
WITHOUT_SLOPE = "authorities have intercepts of their own, no slopes: "


def at_risk(recurrences: pd.DataFrame) -> Areas:
    """Neighbourhoods where somebody could recur and the exposure is known; `children_count` are those at risk."""
    return complete(recurrences.rename(columns={"at_risk_count": "children_count"}))


def _fit(areas: Areas, random_terms: tuple[str, ...]) -> MultilevelFit:
    rows, scales = areas.rows, scales_of(areas)
    return fit_multilevel(
        counts=rows["events_count"],
        trials=rows["children_count"],
        design=design_of(rows, scales, TERMS),
        random_design=design_of(rows, scales, random_terms),
        groups=rows["la_code"],
        family="binomial",
    )


def _with_slopes_if_they_can_be(areas: Areas) -> tuple[MultilevelFit, str | None]:
    """Slopes of the authorities' own where that converges, else intercepts alone, and why."""
    try:
        fit = _fit(areas, ("exposure",))
    except CannotFit as reason:
        return _fit(areas, ()), f"{WITHOUT_SLOPE}{reason}"
    if fit.converged:
        return fit, None
    return _fit(areas, ()), f"{WITHOUT_SLOPE}with slopes the likelihood was not maximised"


def fit_recurrence(areas: Areas) -> OutcomeFit:
    """Odds of recurring on the neighbourhood's exposure, its authority's, and their product."""
    require_signal(areas, "la_clustered")
    fit, without = _with_slopes_if_they_can_be(areas)
    quantile = float(t.ppf(0.975, fit.degrees_of_freedom))
    terms = [
        Term(name=name, estimate=float(estimate), se=float(se), critical_value=quantile)
        for name, estimate, se in zip(fit.terms, fit.params, fit.se, strict=True)
    ]
    spread = [
        Term(name=f"sd_{name}", estimate=float(sd), se=np.nan, critical_value=quantile)
        for name, sd in zip(fit.random_terms, fit.random_sd, strict=True)
    ]
    return OutcomeFit(
        model=MODEL,
        ratio_kind="odds_ratio",
        terms=(*terms, *spread),
        areas_count=areas.areas_count,
        las_count=areas.las_count,
        at_risk_count=int(areas.rows["children_count"].sum()),
        events_count=areas.events_count,
        excluded_count=areas.excluded_count,
        converged=fit.converged,
        note="; ".join([*([without] if without else []), *fit.warnings]) or None,
    )
