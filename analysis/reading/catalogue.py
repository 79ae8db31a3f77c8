"""What the Data and quality page reads: what is held, where it comes from, what is missing, revised and checked."""

from pathlib import Path

import pandas as pd

from analysis.reading import Row, frame, rows

OVERVIEW = """
select
    count(*) as files_count,
    count(distinct (title, vintage)) as publications_count,
    count(distinct publisher) as publishers_count,
    max(published_on) as newest_published_on,
    count(*) filter (authenticity = 'stand_in') as stand_ins_count,
    (select count(*) from meta.estimated_columns) as estimated_columns_count,
    (select count(*) from meta.quality_checks) as checks_count,
    (select count(*) from meta.quality_checks where not passed and severity != 'question') as failed_count,
    (select count(*) from meta.quality_checks where not passed and severity = 'question') as accepted_count,
    (select count(*) from meta.coverage) as returns_count,
    (select count(*) from meta.coverage where status = 'complete') as complete_count
from meta.releases
"""

DICTIONARY = """
select label, indicator_id, stage, unit, numerator, denominator, year_type, source_id, caveat
from marts.dim_indicators
where
    contains(lower(label), lower($words)) or contains(lower(indicator_id), lower($words))
    or contains(lower(numerator), lower($words))
order by is_headline desc, stage_order, label
"""

PUBLICATIONS = """
select
    publisher, title, vintage, count(*) as files_count, max(published_on) as published_on,
    count(*) filter (authenticity = 'stand_in') as stand_ins_count, max(retrieved_at) as retrieved_at,
    any_value(licence) as licence, string_agg(release_id, ', ' order by release_id) as release_ids
from meta.releases
group by publisher, title, vintage
order by published_on desc nulls last, publisher, title, vintage desc
"""

ESTIMATED = 'select "table", "column", vintage, method, error from meta.estimated_columns order by all'

COVERED_TABLES = "select distinct table_name from meta.coverage order by table_name"

COVERAGE = """
select
    coalesce(authorities.la_name, coverage.la_code) as la_name, coverage.la_code, coverage.financial_year_end,
    coverage.status, coverage.reason, coverage.observed_count, coverage.cells_count
from meta.coverage as coverage
left join marts.dim_local_authorities as authorities on coverage.la_code = authorities.la_code
where coverage.table_name = $table_name and coverage.status != 'complete'
order by coverage.financial_year_end desc, la_name
"""

REVISIONS = """
select
    revisions.area_code, coalesce(authorities.la_name, revisions.area_code) as area_name, revisions.financial_year_end,
    revisions.column_name, revisions.from_vintage, revisions.to_vintage, revisions.old, revisions.old_status,
    revisions.new, revisions.new_status
from meta.revisions as revisions
left join marts.dim_local_authorities as authorities on revisions.area_code = authorities.la_code
where revisions.indicator_id = $indicator_id and revisions.breakdown = 'total' and revisions.column_name = 'count'
order by revisions.to_vintage desc, revisions.financial_year_end desc, area_name
"""

CHECKS = """
select
    split_part("check", ': ', 1) as of_what, count(*) as checks_count,
    count(*) filter (not passed and severity != 'question') as failed_count,
    count(*) filter (not passed and severity = 'question') as accepted_count, max("at") as at
from meta.quality_checks
group by of_what
order by failed_count desc, accepted_count desc, of_what
"""

BREAKS = """
select
    breaks.financial_year_end, breaks.kind, coalesce(authorities.la_name, 'Everywhere') as place,
    coalesce(breaks.indicator_id, 'all measures') as measure, breaks.note
from meta.trend_breaks as breaks
left join marts.dim_local_authorities as authorities on breaks.la_code = authorities.la_code
order by breaks.financial_year_end desc, breaks.kind, place
"""

TABLES = """
select schema_name, table_name, comment, estimated_size as rows_count from duckdb_tables()
where schema_name in ('marts', 'results', 'meta') and estimated_size > 0
order by list_position(['marts', 'results', 'meta'], schema_name), table_name
"""

COLUMNS = """
select column_name, data_type, comment from duckdb_columns()
where schema_name = $schema_name and table_name = $table_name
order by column_index
"""


def overview(build: Path) -> Row:
    return rows(build, OVERVIEW)[0]


def dictionary(build: Path, words: str) -> pd.DataFrame:
    """Indicators whose name or numerator has the words; all of them for none."""
    return frame(build, DICTIONARY, words=words)


def publications(build: Path) -> pd.DataFrame:
    return frame(build, PUBLICATIONS)


def estimated(build: Path) -> pd.DataFrame:
    return frame(build, ESTIMATED)


def covered_tables(build: Path) -> list[str]:
    return frame(build, COVERED_TABLES)["table_name"].tolist()


def coverage(build: Path, table_name: str) -> pd.DataFrame:
    """Returns that lack figures, newest first."""
    return frame(build, COVERAGE, table_name=table_name)


def revisions(build: Path, indicator_id: str) -> pd.DataFrame:
    """Undivided counts that a later vintage changed."""
    return frame(build, REVISIONS, indicator_id=indicator_id)


def checks(build: Path) -> pd.DataFrame:
    return frame(build, CHECKS)


def breaks(build: Path) -> pd.DataFrame:
    return frame(build, BREAKS)


def tables(build: Path) -> dict[str, Row]:
    """The tables that hold rows, by schema and name."""
    return {f"{row['schema_name']}.{row['table_name']}": row for row in rows(build, TABLES)}


def columns(build: Path, table: Row) -> pd.DataFrame:
    return frame(build, COLUMNS, schema_name=table["schema_name"], table_name=table["table_name"])


def content(build: Path, table: Row) -> pd.DataFrame:
    """The whole table; its name is one that `tables` found."""
    return frame(build, f'select * from {table["schema_name"]}."{table["table_name"]}"')
