"""The job of `extract`: one file of an authority's own records into its private warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb

from ingestion.extract.counts_file import Counts, is_counts, read_counts
from ingestion.extract.judge import Event
from ingestion.extract.places import Map, read_lookup, read_map
from ingestion.extract.private import (
    carry_over,
    events_table,
    key_of,
    land_cells,
    land_events,
    land_quarantine,
    make_private,
)
from ingestion.extract.reading import Extract, header_of, read
from ingestion.extract.sift import Rejected, Sifted, sift
from ingestion.neighbourhoods import add_to_copy, record_dataset
from ingestion.paths import DataTree
from ingestion.problems import DataProblem

SLACK_DAYS = 31  # how late a file may begin, or early end, for a year to count as covered


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for: a file of one authority, and what says where its children live."""

    file: Path
    la_code: str
    children: Path | None = None
    postcodes: Path | None = None
    years: tuple[int, ...] = ()

    @property
    def dataset_id(self) -> str:
        return f"extract_{self.la_code.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the rows: accepted + rejected = read, always."""

    dataset_id: str
    la_name: str
    warehouse: Path
    years: tuple[int, ...]
    lsoa_edition: int
    read_count: int
    accepted_count: int
    rejected: list[Rejected]
    unplaced: Mapping[str, int]
    unread_columns: list[str]
    header_faults: list[str]


def year_of(day: date) -> int:
    """The financial year that a day falls in, by the year it ends in."""
    return day.year + (day.month >= 4)


def covered_years(events: list[Event], extract: Extract, asked: tuple[int, ...]) -> tuple[int, ...]:
    """The years whose counts are whole: those asked for, a return's own, or all that an event file spans."""
    if asked:
        return asked
    if extract.year is not None:
        return (extract.year,)
    days = [event.day for event in events]
    first, last = min(days), max(days)
    years = range(year_of(first), year_of(last) + 1)
    return tuple(
        year
        for year in years
        if (first - date(year - 1, 4, 1)).days <= SLACK_DAYS and (date(year, 3, 31) - last).days <= SLACK_DAYS
    )


def _places(request: Request, postcodes: Mapping[str, str]) -> dict[str, str]:
    """Child -> LSOA or postcode, out of the user's file."""
    if request.children is None:
        return {}
    header = header_of(request.children)
    key = next((name for name in ("LAchildID", "child_id") if name in header), "")
    if not key:
        raise DataProblem(f"{request.children.name} lacks the column LAchildID; it has {', '.join(header)}.")
    return read_lookup(request.children, key, of="lsoa_code" if "lsoa_code" in header else "postcode")


def _land_events(
    connection: duckdb.DuckDBPyConnection, request: Request, sifted: Sifted, years: tuple[int, ...], key: bytes
) -> None:
    land_events(connection, events_table(request.dataset_id, sifted.events, key, request.la_code))
    begins = date(min(years) - 1, 4, 1)
    connection.executemany(
        "insert into raw.csc__coverage values (?, ?, ?, ?, ?)",
        [(request.dataset_id, request.la_code, sifted.edition, year, begins) for year in years],
    )


def _sifted(request: Request, places: Map) -> tuple[Sifted, Extract, tuple[int, ...]]:
    postcodes = read_lookup(request.postcodes, "postcode", is_postcode=True) if request.postcodes else {}
    extract = read(request.file, _places(request, postcodes))
    sifted = sift(extract, places, postcodes)
    years = covered_years(sifted.events, extract, request.years) if sifted.events else ()
    if not years:
        reasons = "; ".join(f"{count} times {reason}" for reason, count in sifted.reasons()[:5])
        raise DataProblem(
            f"{request.file.name}: none of {sifted.read_count} rows makes up a whole financial year, so nothing was "
            f"loaded. {f'Held back: {reasons}. ' if reasons else ''}Name the years that the file covers with --years."
        )
    return sifted, extract, years


def _fingerprint(path: Path) -> str:
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    return sha256(b"".join(sha256(file.read_bytes()).digest() for file in files)).hexdigest()


def _take_counts(request: Request, places: Map) -> Counts | None:
    is_table = request.file.suffix.lower() in {".csv", ".parquet"} and request.file.is_file()
    return read_counts(request.file, places) if is_table and is_counts(header_of(request.file)) else None


def run_extract(request: Request, base: Path, tree: DataTree) -> Outcome:
    """Read, judge and place everything first; only then is anything written."""
    if not request.file.exists():
        raise DataProblem(f"{request.file} is not there: give the path of the extract with FILE=.")
    places = read_map(base, request.la_code)
    counts = _take_counts(request, places)
    sifted, extract = Sifted(), None
    if counts is None:
        sifted, extract, years = _sifted(request, places)
    else:
        years = tuple(sorted({cell[1] for cell in counts.cells}))
    rejected = counts.rejected if counts else sifted.rejected
    accepted = len(counts.cells) if counts else len(sifted.events)
    read_count = counts.read_count if counts else sifted.read_count
    if not accepted:
        raise DataProblem(f"{request.file.name}: no row of {read_count} can be used. First: {rejected[0].reason}.")
    parameters: dict[str, object] = {
        "la_code": request.la_code, "file_sha256": _fingerprint(request.file), "read": read_count,
        "accepted": accepted, "rejected": len(rejected), "without_neighbourhood": dict(sifted.unplaced),
        "years": years, "lsoa_edition": counts.edition if counts else sifted.edition,
    }  # fmt: skip
    make_private(tree)
    key = key_of(tree)
    earlier = tree.current.resolve() if tree.current.exists() else None

    def land(connection: duckdb.DuckDBPyConnection) -> None:
        if earlier is not None:
            carry_over(connection, earlier)
        record_dataset(connection, request.dataset_id, is_synthetic=False, parameters=parameters)
        if counts is None:
            _land_events(connection, request, sifted, years, key)
        else:
            land_cells(connection, request.dataset_id, counts.cells)
        land_quarantine(connection, request.dataset_id, rejected)

    return Outcome(
        dataset_id=request.dataset_id,
        la_name=places.la_name,
        warehouse=add_to_copy(base, tree, land, is_private=True),
        years=years,
        lsoa_edition=counts.edition if counts else sifted.edition,
        read_count=read_count,
        accepted_count=accepted,
        rejected=rejected,
        unplaced=sifted.unplaced,
        unread_columns=extract.unread if extract else [],
        header_faults=extract.header_faults(places.old_la_code) if extract else [],
    )
