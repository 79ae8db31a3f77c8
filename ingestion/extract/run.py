"""The job of `extract`: one file of an authority's own records into its private warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path

import duckdb

from ingestion.extract.counts_file import Counts, is_counts, read_counts
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
from ingestion.extract.sift import Rejected, Sifted, sift
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
    whole = sha256()
    for name in csv_files(path) if path.is_dir() else [path]:
        with name.open("rb") as file:
            whole.update(file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _take_counts(request: Request, places: Map) -> Counts | None:
    is_table = request.file.suffix.lower() in {".csv", ".parquet"} and request.file.is_file()
    return read_counts(request.file, places) if is_table and is_counts(header_of(request.file)) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A file that has been read and judged, of whichever layout."""

    counts: Counts | None
    sifted: Sifted
    extract: Extract | None
    years: tuple[int, ...]

    @property
    def rejected(self) -> list[Rejected]:
        return self.sifted.rejected if self.counts is None else self.counts.rejected

    @property
    def accepted_count(self) -> int:
        return len(self.sifted.events) if self.counts is None else len(self.counts.cells)

    @property
    def edition(self) -> int:
        return self.sifted.edition if self.counts is None else self.counts.edition


def _take(request: Request, places: Map) -> _Taken:
    """Read, judge and place everything; nothing is written yet."""
    check_input(request.file)
    for lookup in (request.children, request.postcodes):
        if lookup is not None:
            check_file(lookup)
    counts = _take_counts(request, places)
    if counts is None:
        sifted, extract, years = _sifted(request, places)
        return _Taken(counts=None, sifted=sifted, extract=extract, years=years)
    if not counts.cells:
        first = counts.rejected[0].reason if counts.rejected else "it has none"
        raise DataProblem(f"{request.file.name}: no row of {counts.read_count} can be used. First: {first}.")
    years = tuple(sorted({cell[1] for cell in counts.cells}))
    return _Taken(counts=counts, sifted=Sifted(), extract=None, years=years)


def _parameters(request: Request, taken: _Taken) -> dict[str, object]:
    return {
        "la_code": request.la_code,
        "file_sha256": _fingerprint(request.file),
        "accepted": taken.accepted_count,
        "rejected": len(taken.rejected),
        "without_neighbourhood": dict(taken.sifted.unplaced),
        "years": taken.years,
        "lsoa_edition": taken.edition,
    }


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
        carried = [] if earlier is None else carry_over(connection, earlier)
        parameters = _parameters(request, taken)
        record_dataset(connection, request.dataset_id, is_synthetic=False, parameters=parameters)
        if taken.counts is None:
            _land_events(connection, request, taken.sifted, taken.years, key)
        else:
            land_cells(connection, request.dataset_id, taken.counts.cells, taken.edition)
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
        unplaced=taken.sifted.unplaced,
        unread_columns=taken.extract.unread if taken.extract else [],
        header_faults=taken.extract.header_faults(places.old_la_code) if taken.extract else [],
    )
