"""The job of `extract`: one file of an authority's own records into its private warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path

import duckdb

from ingestion.extract.counts_file import Cell, is_counts, read_counts
from ingestion.extract.judge import Event
from ingestion.extract.limits import check_file, check_input, csv_files
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
from ingestion.extract.sift import Rejected, sift
from ingestion.neighbourhoods import add_to_copy, forget_benchmarks, record_dataset
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.refresh import Say

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
        raise DataProblem(f"{request.children.name} lacks the column LAchildID; it has {', '.join(header)[:300]}.")
    return read_lookup(request.children, key, of="lsoa_code" if "lsoa_code" in header else "postcode")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A file that has been read and judged, of whichever layout: its `cells` or `events`, and what is said of it."""

    years: tuple[int, ...]
    edition: int
    rejected: list[Rejected]
    cells: list[Cell] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    unplaced: Mapping[str, int] = field(default_factory=dict)
    unread_columns: list[str] = field(default_factory=list)
    header_faults: list[str] = field(default_factory=list)

    @property
    def accepted_count(self) -> int:
        return len(self.cells) + len(self.events)


def _take_counts(request: Request, places: Map) -> _Taken:
    counts = read_counts(request.file, places)
    if not counts.cells:
        first = counts.rejected[0].reason if counts.rejected else "it has none"
        raise DataProblem(f"{request.file.name}: no row of {counts.read_count} can be used. First: {first}.")
    return _Taken(
        years=tuple(sorted({cell[1] for cell in counts.cells})),
        edition=counts.edition,
        rejected=counts.rejected,
        cells=counts.cells,
    )


def _take_events(request: Request, places: Map) -> _Taken:
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
    return _Taken(
        years=years,
        edition=sifted.edition,
        rejected=sifted.rejected,
        events=sifted.events,
        unplaced=sifted.unplaced,
        unread_columns=extract.unread,
        header_faults=extract.header_faults(places.old_la_code),
    )


def _take(request: Request, places: Map) -> _Taken:
    """Read, judge and place everything; nothing is written yet."""
    check_input(request.file)
    for lookup in (request.children, request.postcodes):
        if lookup is not None:
            check_file(lookup)
    is_table = request.file.suffix.lower() in {".csv", ".parquet"} and request.file.is_file()
    is_counted = is_table and is_counts(header_of(request.file))
    return _take_counts(request, places) if is_counted else _take_events(request, places)


def _fingerprint(path: Path) -> str:
    whole = sha256()
    for name in csv_files(path) if path.is_dir() else [path]:
        with name.open("rb") as file:
            whole.update(file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _parameters(request: Request, taken: _Taken) -> dict[str, object]:
    return {
        "la_code": request.la_code,
        "file_sha256": _fingerprint(request.file),
        "accepted": taken.accepted_count,
        "rejected": len(taken.rejected),
        "without_neighbourhood": dict(taken.unplaced),
        "years": taken.years,
        "lsoa_edition": taken.edition,
    }


def _land_events(connection: duckdb.DuckDBPyConnection, request: Request, taken: _Taken, key: bytes) -> None:
    land_events(connection, events_table(request.dataset_id, taken.events, key, request.la_code))
    begins = date(min(taken.years) - 1, 4, 1)
    connection.executemany(
        "insert into raw.csc__coverage values (?, ?, ?, ?, ?)",
        [(request.dataset_id, request.la_code, taken.edition, year, begins) for year in taken.years],
    )


def run_extract(request: Request, base: Path, tree: DataTree, began: Say) -> Outcome:
    """Take a file in, and publish a private build with it."""
    began("reading and judging")
    places = read_map(base, request.la_code)
    taken = _take(request, places)
    make_private(tree)
    key = key_of(tree)
    earlier = tree.current.resolve() if tree.current.exists() else None

    def land(connection: duckdb.DuckDBPyConnection) -> list[str]:
        forget_benchmarks(connection)
        carried = [] if earlier is None else carry_over(connection, earlier, replaced=request.dataset_id)
        parameters = _parameters(request, taken)
        record_dataset(connection, request.dataset_id, is_synthetic=False, parameters=parameters)
        if taken.cells:
            land_cells(connection, request.dataset_id, taken.cells, taken.edition)
        else:
            _land_events(connection, request, taken, key)
        land_quarantine(connection, request.dataset_id, taken.rejected)
        return sorted({*carried, request.dataset_id})

    return Outcome(
        dataset_id=request.dataset_id,
        la_name=places.la_name,
        warehouse=add_to_copy(base, tree, land, began=began, is_private=True),
        years=taken.years,
        lsoa_edition=taken.edition,
        read_count=taken.accepted_count + len(taken.rejected),
        accepted_count=taken.accepted_count,
        rejected=taken.rejected,
        unplaced=taken.unplaced,
        unread_columns=taken.unread_columns,
        header_faults=taken.header_faults,
    )
