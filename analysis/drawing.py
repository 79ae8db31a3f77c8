"""What the chart of authorities is drawn with: the fitted line and its band."""

import numpy as np
import pandas as pd

from analysis.areas import Areas
from analysis.gradient import PER, Errors, critical_value, log_linear, require_signal
from analysis.regression import refuse_unbounded

POINTS_DRAWN = 40


def fitted_line(areas: Areas, *, errors: Errors) -> pd.DataFrame:
    """The Poisson rate per 10,000 and its 95 % band, from the least to the most deprived area."""
    require_signal(areas, errors)
    exposure = areas.rows["exposure_pct"]
    fitted = log_linear(areas, exposure, errors)
    drawn_at = np.linspace(exposure.min(), exposure.max(), POINTS_DRAWN)
    design = np.column_stack([np.ones(POINTS_DRAWN), drawn_at])
    log_rate = design @ np.asarray(fitted.params)
    covariance = np.asarray(fitted.cov_params())
    variance = np.einsum("ij,jk,ik->i", design, covariance, design)
    half = critical_value(areas, errors) * np.sqrt(np.maximum(variance, 0))
    refuse_unbounded([log_rate - half, log_rate + half])
    return pd.DataFrame(
        {
            "income_deprivation_pct": drawn_at,
            "rate_per_10k": PER * np.exp(log_rate),
            "ci_low": PER * np.exp(log_rate - half),
            "ci_high": PER * np.exp(log_rate + half),
        }
    )
