"""Whether a file has all its years and areas: what a cut-short, mixed-up or shifted file lacks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import pyarrow as pa

from ingestion.findings import Finding
from ingestion.years import written

YEAR, LEVEL = "time_period", "geographic_level"
AREAS = ("new_la_code", "region_code", "country_code")
MISSING_AT_MOST = 3  # authorities fewer than in the fullest year, by joint returns and reorganisations; never more yet
DECLARE = "if the publisher's own file is so, write `unlike_others: [{difference}]` in its entry"

LEVELS = """
select {level} as level, year, count(distinct area) as areas
from (select {level}, left({year}, 4) as year, coalesce({area}) as area from received)
group by level, year
order by level, year
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsOfFile:
    """The years and geographic levels of one file, the release of its table, and its declared differences."""

    table: str
    vintage: Decimal
    years: tuple[int, ...]
    levels: frozenset[str] = frozenset()
    unlike_others: frozenset[str] = frozenset()


def years_of(table: pa.Table) -> tuple[int, ...]:
    """The years of a file in order; none where it has no column for them."""
    if YEAR not in table.column_names:
        return ()
    return tuple(sorted({int(text[:4]) for text in table[YEAR].unique().to_pylist() if text and text[:4].isdigit()}))


def levels_of(table: pa.Table) -> frozenset[str]:
    """The geographic levels of a file; none where it has no column for them."""
    if LEVEL not in table.column_names:
        return frozenset()
    return frozenset(text for text in table[LEVEL].unique().to_pylist() if text)


def _areas(received: pa.Table) -> dict[str, dict[int, int]]:
    """How many areas each geographic level has in each year."""
    area = ", ".join(name for name in AREAS if name in received.column_names)
    with duckdb.connect() as connection:
        connection.register("received", received)
        rows = connection.execute(LEVELS.format(level=LEVEL, year=YEAR, area=area)).fetchall()
    found: dict[str, dict[int, int]] = {}
    for level, year, areas in rows:
        if year and year.isdigit():
            found.setdefault(level, {})[int(year)] = areas
    return found


def _thin_years(level: str, areas: dict[int, int], years: Iterable[int]) -> str:
    """The years in which a level lacks areas that the fullest year has."""
    fullest = max(areas.values())
    spare = MISSING_AT_MOST if level == "Local authority" else 0
    thin = [f"{areas.get(year, 0)} in {year}" for year in years if areas.get(year, 0) < fullest - spare]
    return f"{level}: {', '.join(thin)}, where other years have {fullest}" if thin else ""


def area_findings(received: pa.Table, subject: str) -> list[Finding]:
    """Years without a gap between them, and every level with all its areas in each."""
    if not {YEAR, LEVEL} <= set(received.column_names) or not set(AREAS) & set(received.column_names):
        return []
    years = years_of(received)
    gaps = [year for year in range(years[0], years[-1] + 1) if year not in years] if years else []
    thin = [_thin_years(level, areas, years) for level, areas in _areas(received).items()]
    missing = [said for said in thin if said]
    reason = f"rows are missing, or the file was cut short; {DECLARE.format(difference='areas')}"
    said = {
        "years without a gap": f"no row for {gaps}: {reason}" if gaps else "",
        "all areas in every year": f"{'; '.join(missing)}: {reason}" if missing else "",
    }
    return [
        Finding(check=f"{subject}: {check}", severity="error", passed=not detail, detail=detail)
        for check, detail in said.items()
    ]


def _missing_levels(file: YearsOfFile, others: list[YearsOfFile]) -> str:
    """The geographic levels that every other release of the table has, and this file not."""
    missing = sorted(frozenset.intersection(*(other.levels for other in others)) - file.levels)
    if not missing or "levels" in file.unlike_others:
        return ""
    return (
        f"it has no row of {' or '.join(missing)}, as every other release of the table has: rows are missing; download "
        f"it again, or {DECLARE.format(difference='levels')}"
    )


def _wrong_newest_year(file: YearsOfFile, others: list[YearsOfFile]) -> str:
    """What is wrong with the newest year of a file, by the other releases."""
    if "newest_year" in file.unlike_others:
        return ""
    newest, vintage = file.years[-1], int(file.vintage)
    latest = max(other.years[-1] - int(other.vintage) for other in others)
    if newest - vintage > latest:
        usual = f"the others end {-latest} years before their own" if latest else "the others end in their own year"
        said = f"{usual}: its years are shifted, or it is a later file"
    else:
        earlier = [other for other in others if int(other.vintage) < vintage]
        before = max(earlier, key=lambda other: other.vintage, default=None)
        if not before or newest > before.years[-1]:
            return ""
        said = (
            f"that of the release of {written(before.vintage)} is the same: an earlier file was saved under this name"
        )
    return (
        f"its newest year is {newest}, and {said}; download that of this release, or "
        f"{DECLARE.format(difference='newest_year')}"
    )


def newest_year_findings(files: Iterable[YearsOfFile]) -> Iterator[tuple[YearsOfFile, str]]:
    """Each file that has other releases of its table, with what is wrong with its newest year, or nothing."""
    with_years = [file for file in files if file.years]
    for file in with_years:
        others = [other for other in with_years if other.table == file.table and other.vintage != file.vintage]
        if others:
            yield file, _missing_levels(file, others) or _wrong_newest_year(file, others)
