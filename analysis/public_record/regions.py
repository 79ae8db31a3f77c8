"""The slope between authorities of the same region."""

import numpy as np
import pandas as pd
from statsmodels.genmod import families

from analysis.areas import Areas
from analysis.estimation import NOT_MAXIMISED, CannotFit
from analysis.gradient import POINTS, Z_95, GradientFit, Term, gradient_of, require_signal
from analysis.regression import errors_of, fit_counts, is_maximised, refuse_unbounded

MODEL = "poisson_region"


def _with_events(areas: Areas, region: pd.Series) -> tuple[Areas, pd.Series]:
    """Without the regions that have no event, which say nothing of a slope within regions; they are counted."""
    kept = (areas.rows["events_count"].groupby(region).transform("sum") > 0).to_numpy()
    left_out = areas.excluded_count + int((~kept).sum())
    rows = areas.rows[kept].reset_index(drop=True)
    return Areas(rows=rows, excluded_count=left_out), region[kept].reset_index(drop=True)


def fit_poisson_region(areas: Areas, regions: pd.Series) -> GradientFit:
    """Poisson with an intercept of each region's own and sandwich errors (HC1); `regions` is by la_code.

    It answers whether the slope is only that of deprived regions against affluent ones.
    """
    require_signal(areas, "HC1")
    region = areas.rows["la_code"].map(regions)
    if region.isna().any():
        raise CannotFit(f"{int(region.isna().sum())} authorities have no region")
    areas, region = _with_events(areas, region)
    if region.nunique() < 2:
        raise CannotFit("every authority lies in the same region, or in one without an event")
    fitted = fit_counts(
        areas.rows["events_count"],
        pd.get_dummies(region, dtype=float).assign(exposure=areas.rows["exposure_pct"]),
        family=families.Poisson(),
        groups=np.arange(areas.areas_count),
        offset=np.log(areas.rows["children_count"]),
    )
    slope = Term(
        name="exposure",
        estimate=float(fitted.params["exposure"]),
        se=float(errors_of(fitted)["exposure"]),
        critical_value=Z_95,
    )
    refuse_unbounded(POINTS * np.array([slope.estimate, *slope.ci]))
    note = f"an intercept for each of {region.nunique()} regions"
    return gradient_of(
        areas,
        model=MODEL,
        terms=[slope],
        converged=is_maximised(fitted),
        rate=fitted.predict() / areas.rows["children_count"],
        log_ratio=POINTS * slope.estimate,
        note=note if is_maximised(fitted) else f"{note}; {NOT_MAXIMISED}",
    )
