"""Every figure of a build by indicator, area, year and release: the temporary tables that the checks read."""

from pathlib import Path
from typing import Literal

import duckdb

from ingestion.plausibility import limits
from ingestion.sql import literal

Side = Literal["built", "published"]

# A series is one measure of one part of an indicator. Its text is joined to its number once, for all its measures.
SERIES = """
create temp table series as
select 3 * part_number + measures.number as series_id, parts.*, measures.measure
from (
    select row_number() over () as part_number, *
    from (
        select distinct indicator_id, breakdown, breakdown_value, unit from built.intermediate.int_indicator_cells
        union all
        select 'children_0_17', 'total', 'total', 'count'
    )
) as parts
cross join (values (0, 'count'), (1, 'value'), (2, 'denominator')) as measures (number, measure)
"""

CELLS = """
create temp table {side}_cells as
select
    series.series_id, cells.vintage, cells._release_id as release_id, cells.geographic_level, cells.area_code,
    cells.area_name, cells.financial_year_end as year, cells.has_count, cells.count, cells.published_value_status,
    cells.published_value, cells.part_of_count
from {side}.intermediate.int_indicator_cells as cells
inner join series using (indicator_id, breakdown, breakdown_value)
where series.measure = 'count'
union all
select
    series.series_id, cells.vintage, cells._release_id, cells.geographic_level, cells.area_code, cells.area_code,
    cells.time_period, true, cells.number, null, null, null
from {side}.intermediate.int_published_cells as cells
inner join series on series.indicator_id = 'children_0_17' and series.measure = 'count'
where cells.table_name = 'dfe__cin_populations'
"""

FIGURES = """
create temp table {side}_figures as
select series_id, vintage, release_id, geographic_level, area_code, year, count :: double as figure
from {side}_cells
where has_count
union all
select series_id + 1, vintage, release_id, geographic_level, area_code, year, published_value
from {side}_cells
where published_value_status is not null
union all
select series_id + 2, vintage, release_id, geographic_level, area_code, year, part_of_count
from {side}_cells
where part_of_count is not null
"""

AREAS = """
create temp table areas as
select area_code, any_value(area_name) as area_name from built_cells group by area_code
"""

NEWEST = """
create temp table newest as
select *
from built_figures
qualify vintage = max(vintage) over (partition by series_id, year)
"""


def attach(connection: duckdb.DuckDBPyConnection, build: Path, side: Side) -> None:
    """Open a build read-only and number its figures."""
    connection.execute(f"attach {literal(str(build))} as {side} (read_only)")
    if side == "built":
        connection.execute(SERIES)
    connection.execute(CELLS.format(side=side))
    connection.execute(FIGURES.format(side=side))
    if side == "built":
        connection.execute(AREAS)
    connection.execute(f"drop table {side}_cells")


def has_figures(build: Path) -> bool:
    """Whether a build holds the tables that figures are read from; one from before a change of the models may not."""
    with duckdb.connect(str(build), read_only=True) as connection:
        found = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'intermediate' "
            "and table_name in ('int_indicator_cells', 'int_published_cells')"
        ).fetchone()
    return found == (2,)


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """The newest release of each series and year."""
    connection.execute(NEWEST)


def is_material(new: str, old: str, measure: str) -> str:
    """SQL: whether a figure differs from another by more than rounding and late returns explain."""
    return (
        f"(abs({new} - {old}) > {limits.MATERIAL_SHARE} * greatest(abs({new}), abs({old})) and abs({new} - {old}) >= "
        f"case when {measure} = 'value' then {limits.MATERIAL_VALUE} else {limits.MATERIAL_COUNT} end)"
    )
