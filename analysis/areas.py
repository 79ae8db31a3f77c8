"""The frame that every model takes, and what has to be left out of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

COLUMNS = ["area_code", "la_code", "events_count", "children_count", "exposure_pct"]


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas fit to be modelled, one row each, and how many were left out.

    Columns of `rows`: area_code, la_code, events_count, children_count (> 0) and exposure_pct,
    the exposure in percentage points.
    """

    rows: pd.DataFrame
    excluded_count: int

    @property
    def areas_count(self) -> int:
        return len(self.rows)

    @property
    def las_count(self) -> int:
        return int(self.rows["la_code"].nunique())

    @property
    def events_count(self) -> int:
        return int(self.rows["events_count"].sum())

    @property
    def exposure_sd_pp(self) -> float:
        """Standard deviation of the exposure over areas, each counted once."""
        return float(self.rows["exposure_pct"].std(ddof=1))


def complete(areas: pd.DataFrame) -> Areas:
    """Leave out areas without a count, an exposure or children; count them."""
    numbers = areas[["events_count", "children_count", "exposure_pct"]].astype(float)
    usable = np.isfinite(numbers.to_numpy()).all(axis=1) & (numbers["children_count"].to_numpy() > 0)
    kept = areas[["area_code", "la_code"]].join(numbers)[usable].reset_index(drop=True)
    return Areas(rows=kept[COLUMNS], excluded_count=int(np.count_nonzero(~usable)))
