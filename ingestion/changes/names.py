"""What indicators and places are called: the views `labels` and `places`, by the later build where both name one."""

import duckdb

LABELS = """
create or replace temp view labels as
select indicator_id, arg_max(label, side) as label
from (
    select indicator_id, label, 1 as side from before.marts.dim_indicators
    union all
    select indicator_id, label, 2 as side from after.marts.dim_indicators
    union all
    select 'children_0_17' as indicator_id, 'Children aged 0 to 17' as label, 1 as side
)
group by indicator_id
"""

PLACES = """
create or replace temp view places as
select area_code, arg_max(area_name, side) as area_name
from (
    select la_code as area_code, la_name as area_name, 1 as side from before.marts.dim_local_authorities
    union all
    select la_code as area_code, la_name as area_name, 2 as side from after.marts.dim_local_authorities
    union all
    select area_code, area_name, 1 as side from before.marts.fct_england_indicators
    union all
    select area_code, area_name, 2 as side from after.marts.fct_england_indicators
)
group by area_code
"""


def name(connection: duckdb.DuckDBPyConnection) -> None:
    """Make both views on a connection that has the two builds attached."""
    connection.execute(LABELS)
    connection.execute(PLACES)
