"""Patterns of factors of one data set, numbered in the order of their text."""

import duckdb
import pandas as pd

BY_PLAN = """
select
    dense_rank() over (order by pattern) - 1 as place,
    pattern,
    plan_category,
    cast(sum(assessments_count) as bigint) as assessments_count
from intermediate.int_csc_factor_patterns
where dataset_id = $dataset_id
group by pattern, plan_category
order by place, plan_category
"""

BY_AREA = """
with
numbered as (
    select
        lsoa_code,
        assessments_count,
        dense_rank() over (order by pattern) - 1 as place
    from intermediate.int_csc_factor_patterns
    where dataset_id = $dataset_id
)
select
    numbered.lsoa_code as area_code,
    deprivation.la_code,
    deprivation.income_deprivation_pct as exposure_pct,
    numbered.place,
    cast(sum(numbered.assessments_count) as bigint) as assessments_count
from numbered
left join marts.fct_lsoa_deprivation as deprivation
    on numbered.lsoa_code = deprivation.lsoa_code and deprivation.imd_edition = $imd_edition
group by all
order by area_code, numbered.place
"""


def by_plan(connection: duckdb.DuckDBPyConnection, dataset_id: str) -> pd.DataFrame:
    """One row per pattern and category of the plan that followed: place, pattern, plan_category, assessments_count."""
    return connection.execute(BY_PLAN, {"dataset_id": dataset_id}).df()


def by_area(connection: duckdb.DuckDBPyConnection, dataset_id: str, imd_edition: int) -> pd.DataFrame:
    """One row per neighbourhood and pattern; without deprivation where the neighbourhood is not known."""
    return connection.execute(BY_AREA, {"dataset_id": dataset_id, "imd_edition": imd_edition}).df()
