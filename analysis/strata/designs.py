"""The columns of the two models of strata and stages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analysis.areas import Areas
from analysis.columns import Scales, design_of, scales_of, ten_points_more
from analysis.curvature import NAIVE
from analysis.gradient import POINTS

SLOPE = "exposure"


@dataclass(frozen=True, slots=True)
class Design:
    """The columns of a model (n, p), an intercept first, and what +10 points add to each of them (n, p)."""

    columns: pd.DataFrame
    ten_points_more: pd.DataFrame


Model = Callable[[pd.DataFrame], Design]


def level_and_slope(rows: pd.DataFrame) -> Design:
    """The plainest model: the gradient over all areas, whichever authority they lie in."""
    columns = pd.DataFrame({"intercept": 1.0, SLOPE: rows["exposure_pct"]})
    return Design(columns, pd.DataFrame({"intercept": 0.0, SLOPE: float(POINTS)}, index=rows.index))


def _at_mean_authority(rows: pd.DataFrame, scales: Scales) -> Design:
    return Design(design_of(rows, scales, NAIVE), ten_points_more(rows, scales, NAIVE))


def slope_at_mean_authority(areas: Areas) -> Model:
    """Beside the slope the authority's own level L and its product with ln L: the gradient in the mean authority."""
    return partial(_at_mean_authority, scales=scales_of(areas))
