"""Spells and recurrences of one data set, with the deprivation of where the child lived."""

import duckdb
import pandas as pd

from analysis.warehouse import frame

SPELLS = """
select
    episodes.lsoa_code as area_code,
    deprivation.la_code,
    deprivation.income_deprivation_pct as exposure_pct,
    authorities.income_deprivation_pct as la_exposure_pct,
    episodes.entered_after_days,
    episodes.duration_days,
    episodes.is_ended
from intermediate.int_csc_episodes as episodes
left join marts.fct_lsoa_deprivation as deprivation
    on episodes.lsoa_code = deprivation.lsoa_code and deprivation.imd_edition = $imd_edition
left join marts.fct_la_deprivation as authorities
    on deprivation.la_code = authorities.la_code and deprivation.imd_edition = authorities.imd_edition
where episodes.dataset_id = $dataset_id and episodes.stage = $stage
"""

RECURRENCES = """
with
of_stage as (
    select *
    from marts.fct_lsoa_interventions
    where dataset_id = $dataset_id and stage = $stage and stratum_type in ('total', $outcome)
),
counted as (
    select
        lsoa_code,
        sum(events_count) filter (where stratum = $outcome) as events_count,
        sum(events_count) filter (where stratum = 'total') as all_count,
        sum(events_count) filter (where stratum = 'not_known') as unknown_count
    from of_stage
    where financial_year_end in (select financial_year_end from of_stage where stratum_type = $outcome)
    group by lsoa_code
)
select
    counted.lsoa_code as area_code,
    deprivation.la_code,
    counted.events_count,
    counted.all_count - coalesce(counted.unknown_count, 0) as at_risk_count,
    deprivation.income_deprivation_pct as exposure_pct,
    authorities.income_deprivation_pct as la_exposure_pct
from counted
left join marts.fct_lsoa_deprivation as deprivation
    on counted.lsoa_code = deprivation.lsoa_code and deprivation.imd_edition = $imd_edition
left join marts.fct_la_deprivation as authorities
    on deprivation.la_code = authorities.la_code and deprivation.imd_edition = authorities.imd_edition
"""


def spells(connection: duckdb.DuckDBPyConnection, dataset_id: str, imd_edition: int, stage: str) -> pd.DataFrame:
    """One row per episode that was seen open; without deprivation where the neighbourhood is not known."""
    bound = {"dataset_id": dataset_id, "imd_edition": imd_edition, "stage": stage}
    return frame(connection, SPELLS, bound)


def recurrences(
    connection: duckdb.DuckDBPyConnection, dataset_id: str, imd_edition: int, stage: str, outcome: str
) -> pd.DataFrame:
    """One row per neighbourhood: how many of those known to be first or again were again, over all years together."""
    bound = {"dataset_id": dataset_id, "imd_edition": imd_edition, "stage": stage, "outcome": outcome}
    return frame(connection, RECURRENCES, bound)
