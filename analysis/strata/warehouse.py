"""What the comparisons of strata read: which divisions of children there are, and the cells of one at a time."""

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from analysis.warehouse import Wanted, frame

DIVISIONS = """
with
editions as (
    select lsoa_edition, max(imd_edition) as imd_edition
    from marts.fct_lsoa_deprivation
    where income_deprivation_pct is not null
    group by lsoa_edition
)
select distinct
    interventions.dataset_id,
    interventions.indicator_id,
    interventions.stage,
    interventions.financial_year_end,
    interventions.stratum_type,
    editions.imd_edition
from marts.fct_lsoa_interventions as interventions
inner join editions on interventions.lsoa_edition = editions.lsoa_edition
where
    interventions.stratum_type != 'total'
    and coalesce(list_contains($wanted, interventions.dataset_id), true)
order by all
"""

CELLS = """
select
    interventions.lsoa_code as area_code,
    deprivation.la_code,
    interventions.stratum,
    interventions.events_count,
    interventions.children_0_17_count as children_count,
    deprivation.income_deprivation_pct as exposure_pct,
    authorities.income_deprivation_pct as la_exposure_pct
from marts.fct_lsoa_interventions as interventions
left join marts.fct_lsoa_deprivation as deprivation
    on interventions.lsoa_code = deprivation.lsoa_code and deprivation.imd_edition = $imd_edition
left join marts.fct_la_deprivation as authorities
    on deprivation.la_code = authorities.la_code and deprivation.imd_edition = authorities.imd_edition
where
    interventions.dataset_id = $dataset_id
    and interventions.stage = $stage
    and interventions.financial_year_end = $financial_year_end
    and interventions.stratum_type = $stratum_type
"""

LAS_COUNT = """
select count(distinct deprivation.la_code)
from (select distinct lsoa_code from marts.fct_lsoa_interventions where dataset_id = $dataset_id) as interventions
inner join marts.fct_lsoa_deprivation as deprivation
    on interventions.lsoa_code = deprivation.lsoa_code and deprivation.imd_edition = $imd_edition
"""

NATIONAL_EXPOSURE = "select income_deprivation_pct from marts.fct_lsoa_deprivation where imd_edition = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How the events of one data set, stage and year are divided, and the newest Indices on its neighbourhoods."""

    dataset_id: str
    indicator_id: str
    stage: str
    financial_year_end: int
    stratum_type: str
    imd_edition: int


def divisions(connection: duckdb.DuckDBPyConnection, wanted: Wanted = None) -> list[Division]:
    rows = connection.execute(DIVISIONS, {"wanted": wanted}).fetchall()
    names = [column[0] for column in connection.description or []]
    return [Division(**dict(zip(names, row, strict=True))) for row in rows]


def cells(connection: duckdb.DuckDBPyConnection, division: Division) -> pd.DataFrame:
    """One row per neighbourhood and stratum."""
    bound: dict[str, Any] = {
        name: getattr(division, name)
        for name in ("dataset_id", "stage", "financial_year_end", "stratum_type", "imd_edition")
    }
    return frame(connection, CELLS, bound)


def las_count(connection: duckdb.DuckDBPyConnection, division: Division) -> int:
    """How many authorities the data set of a division has neighbourhoods in."""
    bound = {"dataset_id": division.dataset_id, "imd_edition": division.imd_edition}
    (found,) = connection.execute(LAS_COUNT, bound).fetchall()
    return int(found[0])


def national_exposure(connection: duckdb.DuckDBPyConnection, imd_edition: int) -> pd.Series:
    """The exposure of every neighbourhood of England that an edition knows."""
    return frame(connection, NATIONAL_EXPOSURE, [imd_edition])["income_deprivation_pct"]
