"""A build in memory that holds one data set's episodes and patterns, and nothing else that studies read."""

import duckdb
import pandas as pd

from analysis import writing

META = """
create schema meta; create schema marts; create schema intermediate;
create table meta.datasets as
select 'benchmark_a' as dataset_id, '{"lsoa_edition": 2011}'::json as parameters
union all select 'sample', '{"lsoa_edition": 2011}'::json
union all select 'public_record', '{}'::json;
create table meta.releases as
select 'indices@2019' as release_id, 'mhclg__lsoa_indices' as table_name, 2019::decimal(5, 1) as vintage;
"""


def build_of(areas: pd.DataFrame, **tables: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """`areas` are neighbourhoods with exposures, `tables` by name without their schema intermediate."""
    connection = duckdb.connect()
    connection.execute(META)
    connection.register("areas", areas)
    connection.execute(
        "create table marts.fct_lsoa_deprivation as select area_code as lsoa_code, la_code, 2019 as imd_edition, "
        "2011 as lsoa_edition, exposure_pct as income_deprivation_pct from areas"
    )
    connection.execute(
        "create table marts.fct_la_deprivation as select la_code, 2019 as imd_edition, "
        "avg(exposure_pct) as income_deprivation_pct from areas group by la_code"
    )
    for name, frame in tables.items():
        connection.register("frame", frame.assign(dataset_id="benchmark_a"))
        schema = "marts" if name.startswith("fct_") else "intermediate"
        connection.execute(f"create table {schema}.{name} as select * from frame")  # noqa: S608
    connection.execute(writing.RESULTS)
    return connection
