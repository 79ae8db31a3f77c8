"""Columns and authorities of one file compared with each other, to find exchanged and repeated ones."""

from collections.abc import Iterator

import duckdb

from ingestion.plausibility import limits
from ingestion.plausibility.outcome import Outcome
from ingestion.sql import Row, rows_of

# Counts and days of the newest release of each series, in all years of it.
COUNTS = """
create temp table counts as
with newest_release as (
    select series_id, max(vintage) as vintage
    from built_figures
    where geographic_level = 'Local authority'
    group by series_id
)
select
    figures.series_id, figures.release_id, figures.area_code, figures.year, figures.figure,
    figures.year = max(figures.year) over (partition by figures.release_id) as is_newest
from built_figures as figures
inner join newest_release using (series_id, vintage)
inner join series using (series_id)
where figures.geographic_level = 'Local authority' and figures.figure is not null
    and (series.measure = 'count' or series.unit = 'days')
"""

# For each pair of columns: how often one exceeds the other, and equals it, in the newest year and before.
COLUMNS = """
with pairs as (
    select
        one.release_id, one.series_id as one_id, other.series_id as other_id,
        count(*) filter (not one.is_newest) as before, count(*) filter (one.is_newest) as now,
        avg((one.figure <= other.figure) :: integer) filter (not one.is_newest) as below_before,
        avg((one.figure > other.figure) :: integer) filter (one.is_newest) as above_now,
        avg((one.figure = other.figure) :: integer) filter (
            not one.is_newest and greatest(one.figure, other.figure) >= $smallest
        ) as same_before,
        avg((one.figure = other.figure) :: integer) filter (
            one.is_newest and greatest(one.figure, other.figure) >= $smallest
        ) as same_now,
        count(*) filter (one.is_newest and greatest(one.figure, other.figure) >= $smallest) as large_now,
        max(one.year) as year
    from counts as one
    inner join counts as other using (release_id, area_code, year)
    where one.series_id != other.series_id
    group by one.release_id, one.series_id, other.series_id
),
flagged as (
    select
        *,
        before >= $authorities and now >= $authorities and below_before >= $ordered and above_now > $disordered
            as is_disordered,
        large_now >= $authorities and same_now >= $same and coalesce(same_before, 0) < $not_same and one_id < other_id
            as is_same
    from pairs
)
select
    release_id, year, count(*) // 2 as pairs, count(*) filter ({fault}) as faults,
    arg_max(one_id, ({fault}, above_now)) as one_id, arg_max(other_id, ({fault}, above_now)) as other_id
from flagged
group by release_id, year
order by release_id
"""

NAMES = """
select indicator_id || case when breakdown = 'total' then '' else ' (' || breakdown_value || ')' end
from series
where series_id = $series_id
"""

# Distance: median over columns of |ln(figure / figure of the year before)|, to its own past and to each other's.
EXCHANGED = f"""
with steps_of_columns as (
    select
        release_id, series_id, area_code, year, figure, is_newest,
        lag(figure) over (partition by series_id, area_code order by year) as old
    from counts
),
used as (
    select * from steps_of_columns where is_newest and least(figure, old) >= {limits.SMALLEST_COUNT}
),
own as (
    select release_id, area_code, median(abs(ln(figure / old))) as distance, count(*) as columns_count
    from used
    group by release_id, area_code
    having count(*) >= {limits.SAME_AUTHORITY} and median(abs(ln(figure / old))) > {limits.EXCHANGED_DISTANCE}
),
crossed as (
    select
        one.release_id, one.area_code as one_code, other.area_code as other_code,
        median(abs(ln(one.figure / other.old))) as distance
    from used as one
    inner join own on one.release_id = own.release_id and one.area_code = own.area_code
    inner join used as other on one.series_id = other.series_id and one.area_code != other.area_code
    inner join own as other_own
        on other.release_id = other_own.release_id and other.area_code = other_own.area_code
    group by one.release_id, one.area_code, other.area_code
)
select forth.release_id, forth.one_code, forth.other_code
from crossed as forth
inner join crossed as back
    on forth.release_id = back.release_id and forth.one_code = back.other_code and forth.other_code = back.one_code
inner join own as one on forth.release_id = one.release_id and forth.one_code = one.area_code
inner join own as other on forth.release_id = other.release_id and forth.other_code = other.area_code
where
    forth.one_code < forth.other_code
    and forth.distance < 0.5 * one.distance and back.distance < 0.5 * other.distance
"""  # noqa: S608

REPEATED = f"""
with shared as (
    select
        one.release_id, one.area_code as one_code, other.area_code as other_code, count(*) as columns_count,
        count(distinct one.figure) filter (one.figure = other.figure) as equal_count,
        count(*) filter (one.figure != other.figure) as unequal_count
    from counts as one
    inner join counts as other using (release_id, series_id, year)
    where
        one.is_newest and one.area_code < other.area_code
        and least(one.figure, other.figure) >= {2 * limits.SMALLEST_COUNT}
    group by one.release_id, one.area_code, other.area_code
)
select release_id, one_code, other_code
from shared
where equal_count >= {limits.SAME_AUTHORITY} and unequal_count = 0
"""  # noqa: S608

AREA_NAMES = "select area_code, area_name from areas"


def _column_pairs(connection: duckdb.DuckDBPyConnection, fault: str, authorities_at_least: float) -> list[Row]:
    bound = {
        "smallest": 2 * limits.SMALLEST_COUNT,
        "authorities": authorities_at_least,
        "ordered": limits.ORDERED,
        "disordered": limits.DISORDERED,
        "same": limits.SAME_COLUMN,
        "not_same": limits.NOT_SAME_BEFORE,
    }
    return rows_of(connection, COLUMNS.format(fault=fault), bound)


COLUMN_FAULTS = {
    "order of columns": (
        "is_disordered",
        "{one} was never above {other} before {year}, and now is for most authorities, as if columns were exchanged",
    ),
    "columns that repeat each other": (
        "is_same",
        "{one} and {other} are equal for most authorities in {year}, and were not before, as if one were a copy",
    ),
}
AUTHORITY_FAULTS = {
    "exchanged authorities": (EXCHANGED, "resemble each other's figures of the year before, as if rows were exchanged"),
    "repeated authorities": (REPEATED, "are the same in every column, as if one were a copy"),
}


def _about_file(check: str, release_id: str, detail: str, *, passed: bool) -> Outcome:
    return Outcome(
        check=check, indicator_id="", from_release_id="", to_release_id=release_id, passed=passed, detail=detail
    )


def _columns(connection: duckdb.DuckDBPyConnection, authorities_at_least: float) -> Iterator[Outcome]:
    for check, (fault, said) in COLUMN_FAULTS.items():
        for row in _column_pairs(connection, fault, authorities_at_least):
            names = {
                name: connection.execute(NAMES, {"series_id": row[f"{name}_id"]}).fetchall()[0][0]
                for name in ("one", "other")
            }
            detail = said.format(**names, year=row["year"]) if row["faults"] else f"{row['pairs']} pairs of columns"
            yield _about_file(check, row["release_id"], detail, passed=not row["faults"])


def _authorities(connection: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    names = dict(connection.execute(AREA_NAMES).fetchall())
    releases = connection.execute("select distinct release_id from counts order by all").fetchall()
    for check, (sql, said) in AUTHORITY_FAULTS.items():
        found: dict[str, list[str]] = {}
        for row in rows_of(connection, sql):
            found.setdefault(row["release_id"], []).append(f"{names[row['one_code']]} and {names[row['other_code']]}")
        for (release,) in releases:
            pairs = found.get(release, [])
            detail = f"in the newest year the figures of {'; '.join(pairs[:3])} {said}" if pairs else "no such pair"
            yield _about_file(check, release, detail, passed=not pairs)


def relations(connection: duckdb.DuckDBPyConnection, authorities_at_least: float) -> Iterator[Outcome]:
    """Each file's columns in their usual order and each authority like itself, in the newest year."""
    connection.execute(COUNTS)
    yield from _columns(connection, authorities_at_least)
    yield from _authorities(connection)
