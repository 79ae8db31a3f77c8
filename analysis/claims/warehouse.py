"""What the ledger reads: results of this build and a few figures of its marts. Names come from the declarations."""

import duckdb
import pandas as pd

from analysis.result_tables import TABLES
from analysis.warehouse import frame

YEARS = ("financial_year_end", "to_year")

ENGLAND = """
select count as events_count, value
from marts.fct_england_indicators
where
    geographic_level = 'national' and not is_synthetic
    and indicator_id = $indicator and financial_year_end = $year
    and breakdown = $breakdown and breakdown_value = $breakdown_value
"""

RESIDENTS = """
select sum(population_count)
from marts.fct_la_populations
where
    age_band = 'all ages' and sex = 'total' and ethnic_group = $ethnic_group
    and mid_year = 2021 and not is_synthetic
"""

NEIGHBOURHOODS = """
select count(*)
from marts.fct_lsoa_deprivation
where imd_edition = 2019 and la_code not in ('E09000001', 'E06000053') and not is_synthetic
"""

COMPARED_YEARS = """
select count(distinct authorities.financial_year_end)
from marts.fct_la_indicators as authorities
inner join marts.fct_england_indicators as regions
    on
        authorities.indicator_id = regions.indicator_id
        and authorities.financial_year_end = regions.financial_year_end
        and regions.geographic_level = 'region'
where
    authorities.indicator_id = 'cla_at_31_march' and not authorities.is_synthetic
    and exists (select 1 from marts.dim_statistical_neighbours)
"""

SCORES_AND_RECURRENCE = """
with
shares as (
    select
        deprivation.la_code,
        sum(events.events_count) filter (where events.stratum = $outcome)
        / sum(events.events_count) filter (where events.stratum_type = 'total') as share
    from marts.fct_lsoa_interventions as events
    inner join marts.fct_lsoa_deprivation as deprivation
        on
            events.lsoa_code = deprivation.lsoa_code
            and events.lsoa_edition = deprivation.lsoa_edition
            and deprivation.imd_edition = $imd_edition
    where
        events.dataset_id = $dataset_id and events.stage = $stage
        and events.stratum in ('total', $outcome) and events.financial_year_end = $year
    group by deprivation.la_code
)
select scores.score_shrunk as first, shares.share as second
from results.la_gradient_scores as scores
inner join shares on scores.la_code = shares.la_code
where
    scores.dataset_id = $dataset_id and scores.stage = $stage
    and scores.exposure = 'income_deprivation_' || $imd_edition and scores.financial_year_end = $year
"""


def results(connection: duckdb.DuckDBPyConnection, table: str, where: dict[str, object]) -> pd.DataFrame:
    """Rows of one results table with the given values, of the newest year where none is given."""
    declared = TABLES[table].columns
    unknown = set(where) - set(declared)
    if unknown:
        raise ValueError(f"results.{table} has no column {', '.join(sorted(unknown))}")
    conditions = " and ".join(f"{column} = ?" for column in where)
    year = next((column for column in YEARS if column in declared and column not in where), None)
    newest = f"qualify rank() over (order by {year} desc) = 1" if year else ""
    statement = f"select * from results.{table} where {conditions} {newest}"  # noqa: S608
    return frame(connection, statement, list(where.values()))


def rows(connection: duckdb.DuckDBPyConnection, statement: str, bound: dict[str, object]) -> pd.DataFrame:
    return frame(connection, statement, bound)
