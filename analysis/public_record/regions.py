"""The slope between authorities of the same region."""

import numpy as np
import pandas as pd
import statsmodels.api as sm

from analysis.areas import Areas
from analysis.gradient import POINTS, Z_95, CannotFit, GradientFit, Term, gradient_of, require_signal, sandwich

MODEL = "poisson_region"


def fit_poisson_region(areas: Areas, regions: pd.Series) -> GradientFit:
    """Poisson with an intercept of each region's own and sandwich errors; `regions` is by la_code.

    It answers whether the slope is only that of deprived regions against affluent ones.
    """
    require_signal(areas, "HC1")
    region = areas.rows["la_code"].map(regions)
    if region.isna().any():
        raise CannotFit(f"{int(region.isna().sum())} authorities have no region")
    if region.nunique() < 2:
        raise CannotFit("every authority lies in the same region")
    design = pd.get_dummies(region, dtype=float).assign(exposure=areas.rows["exposure_pct"])
    model = sm.GLM(
        areas.rows["events_count"],
        design,
        family=sm.families.Poisson(),
        offset=np.log(areas.rows["children_count"]),
    )
    fitted = model.fit(**sandwich(areas, "HC1"))
    slope = Term(
        name="exposure",
        estimate=float(fitted.params["exposure"]),
        se=float(fitted.bse["exposure"]),
        critical_value=Z_95,
    )
    return gradient_of(
        areas,
        model=MODEL,
        terms=[slope],
        converged=bool(fitted.converged),
        rate=fitted.predict() / areas.rows["children_count"],
        log_ratio=POINTS * slope.estimate,
        note=f"an intercept for each of {region.nunique()} regions",
    )
