"""What the models read, as frames, and where their results are written: the only SQL here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

RESULTS = """
create schema if not exists results;
create or replace table results.gradients (
    dataset_id varchar not null, level varchar not null, indicator_id varchar not null, stage varchar not null,
    financial_year_end integer not null, stratum_type varchar not null, stratum varchar not null,
    exposure varchar not null, model varchar not null, term varchar not null,
    estimate double, se double, ci_low double, ci_high double,
    score double, score_low double, score_high double, score_per_sd double,
    n_areas integer not null, n_la integer not null, events_count bigint not null, excluded_count integer not null,
    converged boolean not null, release_ids varchar not null,
    primary key (dataset_id, level, indicator_id, financial_year_end, stratum_type, stratum, exposure, model, term)
);
create or replace table results.inequality_indices (
    dataset_id varchar not null, level varchar not null, indicator_id varchar not null,
    financial_year_end integer not null, exposure varchar not null, index_name varchar not null,
    estimate double, ci_low double, ci_high double, release_ids varchar not null,
    primary key (dataset_id, level, indicator_id, financial_year_end, exposure, index_name)
);
create or replace table results.not_fitted (
    dataset_id varchar not null, level varchar not null, indicator_id varchar not null,
    financial_year_end integer not null, exposure varchar not null, model varchar not null, reason varchar not null
);
"""

AUTHORITIES = """
select
    datasets.dataset_id,
    indicators.indicator_id,
    definitions.stage,
    indicators.financial_year_end,
    indicators.la_code as area_code,
    indicators.la_code,
    indicators.count as events_count,
    indicators.denominator_count as children_count,
    deprivation.imd_edition,
    deprivation.income_deprivation_pct as exposure_pct,
    indicators._release_id
from marts.fct_la_indicators as indicators
inner join marts.dim_indicators as definitions
    on indicators.indicator_id = definitions.indicator_id
cross join (select dataset_id from meta.datasets where dataset_id in ('public_record', 'sample')) as datasets
cross join (select distinct imd_edition from marts.fct_la_deprivation) as editions
left join marts.fct_la_deprivation as deprivation
    on indicators.la_code = deprivation.la_code and editions.imd_edition = deprivation.imd_edition
where
    definitions.is_headline
    and indicators.breakdown = 'total'
    and indicators.is_in_use
"""

NEIGHBOURHOODS = """
select
    interventions.dataset_id,
    definitions.indicator_id,
    interventions.stage,
    interventions.financial_year_end,
    interventions.lsoa_code as area_code,
    deprivation.la_code,
    interventions.events_count,
    interventions.children_0_17_count as children_count,
    editions.imd_edition,
    deprivation.income_deprivation_pct as exposure_pct
from marts.fct_lsoa_interventions as interventions
inner join marts.dim_indicators as definitions
    on interventions.stage = definitions.stage and definitions.is_headline
cross join (select distinct imd_edition from marts.fct_lsoa_deprivation) as editions
left join marts.fct_lsoa_deprivation as deprivation
    on interventions.lsoa_code = deprivation.lsoa_code and editions.imd_edition = deprivation.imd_edition
where interventions.stratum_type = 'total'
"""

OF_ONE_DATASET = """
with
edition as (
    select max(deprivation.imd_edition) as imd_edition
    from marts.fct_lsoa_deprivation as deprivation
    inner join meta.datasets as datasets
        on datasets.dataset_id = $dataset_id
        and deprivation.lsoa_edition = cast(datasets.parameters ->> 'lsoa_edition' as integer)
)
select
    interventions.dataset_id,
    interventions.indicator_id,
    interventions.stage,
    interventions.financial_year_end,
    interventions.lsoa_code as area_code,
    deprivation.la_code,
    interventions.events_count,
    interventions.children_0_17_count as children_count,
    edition.imd_edition,
    deprivation.income_deprivation_pct as exposure_pct
from marts.fct_lsoa_interventions as interventions
cross join edition
left join marts.fct_lsoa_deprivation as deprivation
    on interventions.lsoa_code = deprivation.lsoa_code and edition.imd_edition = deprivation.imd_edition
where interventions.stratum_type = 'total' and interventions.dataset_id = $dataset_id
"""

RELEASES = "select release_id, table_name, vintage from meta.releases"


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build that is not published yet; the results come in whole or not at all."""
    with duckdb.connect(str(path)) as connection:
        connection.begin()
        yield connection
        connection.commit()


def authorities(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per authority that existed, year, headline indicator and edition of the Indices."""
    return connection.execute(AUTHORITIES).df()


def neighbourhoods(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per neighbourhood, year, stage and edition, of whatever data sets are present."""
    return connection.execute(NEIGHBOURHOODS).df()


def of_one_dataset(connection: duckdb.DuckDBPyConnection, dataset_id: str) -> pd.DataFrame:
    """One row per neighbourhood, year and stage of one data set, by the newest edition on its LSOAs."""
    return connection.execute(OF_ONE_DATASET, {"dataset_id": dataset_id}).df()


def releases(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute(RELEASES).df()


def newest_gradients(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The slope of each stage, exposure and level in its newest year, by the plainest model."""
    return connection.execute(
        """
        select gradients.*, definitions.label
        from results.gradients as gradients
        inner join marts.dim_indicators as definitions on gradients.indicator_id = definitions.indicator_id
        where gradients.term = 'exposure' and gradients.model in ('poisson', 'pooled_poisson')
        qualify gradients.financial_year_end = max(gradients.financial_year_end) over (
            partition by gradients.dataset_id, gradients.level, gradients.indicator_id
        )
        order by gradients.level, definitions.stage_order, gradients.exposure
        """
    ).df()


def write(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Append rows by column name to a results table."""
    if not rows.empty:
        connection.register("rows_to_write", rows)
        connection.execute(f"insert into results.{table} by name select * from rows_to_write")  # noqa: S608
        connection.unregister("rows_to_write")
