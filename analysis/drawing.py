"""What the chart of authorities is drawn with: the fitted line and its band."""

import numpy as np
import pandas as pd

from analysis.areas import Areas
from analysis.gradient import PER, TOO_FEW_AREAS, CannotFit, Errors, critical_value, log_linear

POINTS_DRAWN = 40


def fitted_line(areas: Areas, *, errors: Errors) -> pd.DataFrame:
    """The Poisson rate per 10,000 and its 95 % band, from the least to the most deprived area."""
    if areas.areas_count < TOO_FEW_AREAS or areas.events_count == 0:
        raise CannotFit(f"{areas.areas_count} areas with {areas.events_count} events are too few to draw a line from")
    exposure = areas.rows["exposure_pct"]
    fitted = log_linear(areas, exposure, errors)
    drawn_at = np.linspace(exposure.min(), exposure.max(), POINTS_DRAWN)
    design = np.column_stack([np.ones(POINTS_DRAWN), drawn_at])
    log_rate = design @ np.asarray(fitted.params)
    covariance = np.asarray(fitted.cov_params())
    half = critical_value(areas, errors) * np.sqrt(np.einsum("ij,jk,ik->i", design, covariance, design))
    return pd.DataFrame(
        {
            "income_deprivation_pct": drawn_at,
            "rate_per_10k": PER * np.exp(log_rate),
            "ci_low": PER * np.exp(log_rate - half),
            "ci_high": PER * np.exp(log_rate + half),
        }
    )
