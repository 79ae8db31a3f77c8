"""The frame that every model takes, and what has to be left out of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

COLUMNS = ["area_code", "la_code", "events_count", "children_count", "exposure_pct"]
OF_NEIGHBOURHOODS = ["la_exposure_pct", "is_rural", "children_per_hectare"]


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas fit to be modelled, one row each, and how many were left out.

    Columns of `rows`: area_code, la_code, events_count, children_count (> 0) and exposure_pct, the exposure
    in percentage points. Neighbourhoods also have la_exposure_pct, the population-weighted exposure of
    their authority, and, where known, is_rural and children_per_hectare.
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
    more = [column for column in OF_NEIGHBOURHOODS if column in areas]
    columns = {name: numbers[name] if name in numbers else areas[name] for name in COLUMNS}
    columns |= {name: areas[name].astype(float) for name in more}
    kept = pd.DataFrame({name: values.array[usable] for name, values in columns.items()})
    return Areas(rows=kept, excluded_count=int(np.count_nonzero(~usable)))
