"""What charts of authorities are drawn with: the fitted line with its band, and the limits of a funnel."""

import numpy as np
import pandas as pd
from scipy.stats import norm  # type: ignore[import-untyped]

from analysis.areas import Areas
from analysis.gradient import PER, TOO_FEW_AREAS, CannotFit, Errors, critical_value, log_linear

POINTS_DRAWN = 40
WINSORISED = 0.1
LEVELS = {"95": 0.95, "998": 0.998}


def _refuse_too_few(areas: Areas) -> None:
    if areas.areas_count < TOO_FEW_AREAS or areas.events_count == 0:
        raise CannotFit(f"{areas.areas_count} areas with {areas.events_count} events are too few to draw from")


def fitted_line(areas: Areas, *, errors: Errors) -> pd.DataFrame:
    """The Poisson rate per 10,000 and its 95 % band, from the least to the most deprived area."""
    _refuse_too_few(areas)
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


def dispersion(events: pd.Series, expected: pd.Series) -> float:
    """How many times the variance exceeds that of chance; the outer tenths are drawn in first (Spiegelhalter 2005)."""
    scores = 2 * (np.sqrt(events) - np.sqrt(expected))
    low, high = scores.quantile([WINSORISED, 1 - WINSORISED])
    return max(1.0, float((scores.clip(low, high) ** 2).mean()))


def funnel_limits(areas: Areas) -> pd.DataFrame:
    """Where the rate of each authority would lie if all had the rate of all children together.

    On the square-root scale, widened by the dispersion; a limit below no event at all is 0.
    """
    _refuse_too_few(areas)
    rows = areas.rows
    target = areas.events_count / float(rows["children_count"].sum())
    spread = dispersion(rows["events_count"], target * rows["children_count"])
    children = rows["children_count"]
    table = pd.DataFrame(
        {
            "la_code": rows["la_code"],
            "children_count": children,
            "target_per_10k": PER * target,
            "dispersion": spread,
        }
    )
    root = np.sqrt(target * children)
    for name, level in LEVELS.items():
        half = norm.ppf((1 + level) / 2) * np.sqrt(spread) / 2
        table[f"low_{name}"] = PER * np.maximum(root - half, 0) ** 2 / children
        table[f"high_{name}"] = PER * (root + half) ** 2 / children
    return table
