"""What the releases that are new in the later build revised of earlier releases, from its meta.revisions."""

from dataclasses import dataclass

import duckdb

from ingestion.sql import Row, rows_of

ADDED = "create or replace temp table added_releases as select unnest(cast(? as varchar[])) as release_id"

NEW_REVISIONS = """
create or replace temp view new_revisions as
with
added as (
    select releases.release_id, releases.table_name, releases.vintage
    from after.meta.releases as releases
    inner join added_releases on releases.release_id = added_releases.release_id
),
added_vintages as (
    select cells.indicator_id, cells.vintage
    from after.marts.fct_la_indicators_by_vintage as cells
    inner join added on cells._release_id = added.release_id
    union
    select cells.indicator_id, cells.vintage
    from after.marts.fct_england_indicators as cells
    inner join added on cells._release_id = added.release_id
    union
    select 'children_0_17' as indicator_id, vintage from added where table_name = 'dfe__cin_populations'
)
select
    coalesce(labels.label, revisions.indicator_id) as label,
    case when revisions.breakdown = 'total' then '' else revisions.breakdown || ' ' || revisions.breakdown_value end
        as part,
    places.area_name,
    revisions.area_code,
    revisions.financial_year_end as year,
    revisions.column_name = 'count' as is_count,
    revisions.from_vintage,
    revisions.to_vintage,
    revisions.old as before,
    revisions.new as after,
    abs(revisions.new - revisions.old) as amount
from after.meta.revisions as revisions
inner join added_vintages
    on revisions.indicator_id = added_vintages.indicator_id and revisions.to_vintage = added_vintages.vintage
left join labels on revisions.indicator_id = labels.indicator_id
left join places on revisions.area_code = places.area_code
"""

BY_INDICATOR = """
select
    label,
    from_vintage,
    to_vintage,
    count(*) filter (is_count) as counts_revised,
    count(*) filter (not is_count) as rates_revised
from new_revisions
group by label, from_vintage, to_vintage
order by counts_revised desc, rates_revised desc, label, from_vintage, to_vintage
"""

LARGEST = """
select label, part, area_name, area_code, year, before, after, from_vintage, to_vintage
from new_revisions
where is_count
order by amount desc nulls last, label, part, area_code, year
limit ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VintageRevisions:
    """What new releases revised: by indicator and pair of vintages, and the counts that changed most."""

    by_indicator: list[Row]
    largest: list[Row]


def new_revisions(connection: duckdb.DuckDBPyConnection, added_ids: list[str], *, most: int) -> VintageRevisions:
    """Revisions whose later vintage is one of the added releases. Needs the views of `names`."""
    connection.execute(ADDED, [added_ids])
    connection.execute(NEW_REVISIONS)
    return VintageRevisions(
        by_indicator=rows_of(connection, BY_INDICATOR), largest=rows_of(connection, LARGEST, [most])
    )
