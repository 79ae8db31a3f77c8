"""What the models read, as frames, and where their results are written: the only SQL here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from analysis.result_tables import COLUMNS, TABLES, TABLES_OF, Table


def _created(name: str, table: Table) -> str:
    columns = [f"{column} {COLUMNS[column].type}{' not null' * COLUMNS[column].required}" for column in table.columns]
    key = [f"primary key ({', '.join(table.key)})"] if table.key else []
    texts = [f"comment on table results.{name} is {_quoted(table.description)};"]
    texts += [f"comment on column results.{name}.{c} is {_quoted(COLUMNS[c].description)};" for c in table.columns]
    return "\n".join([f"create or replace table results.{name} ({', '.join([*columns, *key])});", *texts])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


RESULTS = "\n".join(["create schema if not exists results;", *(_created(name, TABLES[name]) for name in TABLES)])

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
cross join (
    select distinct imd_edition from marts.fct_la_deprivation where income_deprivation_pct is not null
) as editions
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
    interventions.indicator_id,
    interventions.stage,
    interventions.financial_year_end,
    interventions.lsoa_code as area_code,
    deprivation.la_code,
    interventions.events_count,
    interventions.children_0_17_count as children_count,
    editions.imd_edition,
    deprivation.income_deprivation_pct as exposure_pct,
    authorities.income_deprivation_pct as la_exposure_pct,
    places.is_rural,
    interventions.children_0_17_count / places.area_hectares as children_per_hectare
from marts.fct_lsoa_interventions as interventions
cross join (
    select distinct imd_edition from marts.fct_lsoa_deprivation where income_deprivation_pct is not null
) as editions
left join marts.fct_lsoa_deprivation as deprivation
    on interventions.lsoa_code = deprivation.lsoa_code and editions.imd_edition = deprivation.imd_edition
left join marts.fct_la_deprivation as authorities
    on deprivation.la_code = authorities.la_code and deprivation.imd_edition = authorities.imd_edition
left join marts.dim_lsoas as places
    on deprivation.lsoa_code = places.lsoa_code and deprivation.lsoa_edition = places.lsoa_edition
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
    """The slope of each stage, exposure and level in its newest year, by the plainest model; benchmarks apart."""
    return connection.execute(
        """
        select gradients.*, definitions.label
        from results.gradients as gradients
        inner join marts.dim_indicators as definitions on gradients.indicator_id = definitions.indicator_id
        where
            gradients.term = 'exposure' and gradients.model in ('poisson', 'pooled_poisson')
            and gradients.dataset_id in ('public_record', 'sample')
        qualify gradients.financial_year_end = max(gradients.financial_year_end) over (
            partition by gradients.dataset_id, gradients.level, gradients.indicator_id
        )
        order by gradients.level, definitions.stage_order, gradients.exposure
        """
    ).df()


def clear(connection: duckdb.DuckDBPyConnection, only: str | None) -> None:
    """Make every results table anew, or take out what one model left in this build before."""
    there = connection.execute("select table_name from duckdb_tables() where schema_name = 'results'").fetchall()
    if only is None or not set(TABLES) <= {name for (name,) in there}:
        connection.execute(RESULTS)
        return
    for table in TABLES_OF.get(only, ()):
        connection.execute(f"delete from results.{table}")  # noqa: S608
    connection.execute("delete from results.gradients where model = ?", [only])
    connection.execute("delete from results.not_fitted where model = ?", [only])


def write(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Append rows by column name to a results table."""
    if not rows.empty:
        connection.register("rows_to_write", rows)
        connection.execute(f"insert into results.{table} by name select * from rows_to_write")  # noqa: S608
        connection.unregister("rows_to_write")
