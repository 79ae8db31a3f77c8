"""The neighbourhoods that a population lives in: LSOAs of 2011 of the published warehouse, real or sample."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingestion.problems import DataProblem

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

EDITION, LSOA_EDITION = 2019, 2011
FEWEST_NEIGHBOURHOODS = 10  # of an authority: leaves out the City of London and the Isles of Scilly
CHILDREN_0_17_PER_0_15 = 18 / 16  # assumed, where only children aged 0 to 15 are known

NEIGHBOURHOODS = """
select
    deprivation.lsoa_code,
    deprivation.la_code,
    deprivation.income_deprivation_pct,
    deprivation.population_count,
    coalesce(
        deprivation.children_0_17_count, round(deprivation.children_0_15_count * $children_per)
    )::bigint as children_count,
    coalesce(lsoas.is_rural, false) as is_rural
from marts.fct_lsoa_deprivation as deprivation
left join marts.dim_lsoas as lsoas
    on deprivation.lsoa_code = lsoas.lsoa_code and deprivation.lsoa_edition = lsoas.lsoa_edition
where deprivation.imd_edition = $edition
order by deprivation.lsoa_code
"""


@dataclass(frozen=True, eq=False)
class Frame:
    """One row per neighbourhood, in the order of codes; `excluded_count` were left out.

    `income_pct` is income deprivation in percentage points, `children` those aged 0 to 17.
    """

    lsoa_code: NDArray[np.str_]
    la_code: NDArray[np.str_]
    income_pct: Floats
    children: Counts
    population: Counts
    is_rural: NDArray[np.bool_]
    excluded_count: int = 0

    @cached_property
    def las(self) -> NDArray[np.str_]:
        return np.unique(self.la_code)

    @cached_property
    def la_row(self) -> Counts:
        """Where each neighbourhood's authority stands in `las`."""
        return np.searchsorted(self.las, self.la_code).astype(np.int64)

    @cached_property
    def la_income_pct(self) -> Floats:
        """Population-weighted mean income deprivation of each authority, in the order of `las`."""
        weighted = np.bincount(self.la_row, self.income_pct * self.population)
        return np.asarray(weighted / np.bincount(self.la_row, self.population.astype(np.float64)))

    @cached_property
    def centre_pct(self) -> float:
        """Income deprivation of the average authority, each counted once: where scores are stated."""
        return float(np.round(self.la_income_pct.mean(), 6))

    @cached_property
    def least_to_most(self) -> Floats:
        """Each neighbourhood's place from least (0) to most (1) deprived child, of those in the middle of a tenth."""
        order = np.argsort(self.income_pct, kind="stable")
        cumulative = np.cumsum(self.children[order])
        ridit = np.empty(len(order))
        ridit[order] = (cumulative - self.children[order] / 2) / cumulative[-1]
        return np.asarray(np.clip((ridit - 0.05) / 0.9, 0, 1))


def frame_of(rows: pd.DataFrame) -> Frame:
    """From columns named as the fields, without what cannot carry a rate or an authority effect."""
    rows = rows.sort_values("lsoa_code", ignore_index=True)
    counted = rows["children_count"].gt(0) & rows["income_deprivation_pct"].notna() & rows["la_code"].notna()
    sizes = rows["la_code"].map(rows.loc[counted, "la_code"].value_counts())
    kept = rows[counted & sizes.ge(FEWEST_NEIGHBOURHOODS)]
    if kept.empty:
        raise DataProblem(
            f"The warehouse has no authority with {FEWEST_NEIGHBOURHOODS} neighbourhoods that have children and an "
            f"income score of {EDITION}: run `make refresh`, or `make run` for the sample."
        )
    return Frame(
        lsoa_code=kept["lsoa_code"].to_numpy(np.str_),
        la_code=kept["la_code"].to_numpy(np.str_),
        income_pct=kept["income_deprivation_pct"].to_numpy(np.float64),
        children=kept["children_count"].to_numpy(np.int64),
        population=kept["population_count"].to_numpy(np.int64),
        is_rural=kept["is_rural"].to_numpy(np.bool_),
        excluded_count=len(rows) - len(kept),
    )


def read_frame(warehouse: Path) -> Frame:
    """The neighbourhoods of a finished warehouse, opened read-only."""
    bound = {"edition": EDITION, "children_per": CHILDREN_0_17_PER_0_15}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return frame_of(connection.execute(NEIGHBOURHOODS, bound).df())
