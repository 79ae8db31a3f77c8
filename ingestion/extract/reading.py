"""Which kind of extract a file is, and its candidates: counts are read elsewhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingestion.extract import codes
from ingestion.extract.candidates import FLAT_COLUMNS, FLAT_REQUIRED, Candidate, Part, of_child, of_rows
from ingestion.extract.census_csv import LSOAS, Folder
from ingestion.extract.census_xml import Return
from ingestion.extract.judge import Unusable, parsed_date
from ingestion.extract.places import read_lookup
from ingestion.extract.text_rows import text_rows
from ingestion.problems import DataProblem

COUNT_COLUMN = "events_count"


@dataclass(kw_only=True)
class Extract:
    """What was read: candidates, once through, and what the file says of itself.

    `year` is the census year of a return, None for an event file. `unread` are columns that were not looked at.
    """

    candidates: Iterable[Candidate]
    layout: int = codes.LATEST_LAYOUT
    year: int | None = None
    last_day: date
    unread: list[str] = field(default_factory=list)
    header: dict[str, str] = field(default_factory=dict)

    def header_faults(self, old_la_code: str) -> list[str]:
        """What a return says of itself that does not fit; it is loaded all the same."""
        faults = []
        if (lea := self.header.get("LEA")) and lea != old_la_code:
            faults.append(f"the header is of LEA {lea[:10]}, the authority is {old_la_code}")
        if self.year is not None and self.last_day != date(self.year, 3, 31):
            faults.append(f"the reference day {self.last_day} is not 31 March {self.year}")
        return faults


def header_of(path: Path) -> list[str]:
    for _, values, fault in text_rows(path):
        if not fault:
            return list(values)
    raise DataProblem(f"{path.name} has no rows that can be read. Nothing was loaded.")


def _layout(name: str, header: dict[str, str]) -> tuple[int, int, date]:
    """Layout, census year and reference day of a return."""
    year = header.get("Year", "")
    if header.get("Collection", "CIN") != "CIN":
        raise DataProblem(f"{name} is a return of {header['Collection'][:20]!r}, not of CIN. Nothing was loaded.")
    if not re.fullmatch(r"\d{4}", year) or not 2009 <= int(year) <= codes.LATEST_LAYOUT:
        raise DataProblem(
            f"{name} says it is of the year {year[:20]!r}; layouts of {codes.EARLIEST_LAYOUT} to {codes.LATEST_LAYOUT} "
            "are known. Nothing was loaded."
        )
    try:
        last_day = parsed_date(header.get("ReferenceDate", ""), "the reference day")
    except Unusable as reason:
        raise DataProblem(f"{name}: {reason}. Nothing was loaded.") from reason
    return max(int(year), codes.EARLIEST_LAYOUT), int(year), last_day or date(int(year), 3, 31)


def _child_candidates(children: Iterator[Part], file: str, places: dict[str, str]) -> Iterator[Candidate]:
    for child in children:
        yield from of_child(child, file, places.get(child.value("LAchildID"), ""))


def read_return(path: Path, places: dict[str, str]) -> Extract:
    read = Return(path)
    candidates = list(_child_candidates(read.children(), path.name, places))
    layout, year, last_day = _layout(path.name, read.header)
    return Extract(candidates=candidates, layout=layout, year=year, last_day=last_day, header=read.header)


def read_folder(path: Path, places: dict[str, str]) -> Extract:
    read = Folder(path)
    if LSOAS in read.files and not places:
        places = read_lookup(read.files[LSOAS], "LAchildID")
    candidates = list(_child_candidates(read.children(), path.name, places))
    known = {
        candidate.child_id: {"birth_date": candidate.birth_date, "sex": candidate.sex, "ethnicity": candidate.ethnicity}
        for candidate in candidates
    }
    candidates += [*read.care(known, places), *read.faulty]
    if not read.header:
        return Extract(candidates=candidates, layout=codes.EARLIEST_LAYOUT, last_day=date.today())
    layout, year, last_day = _layout(path.name, read.header)
    return Extract(candidates=candidates, layout=layout, year=year, last_day=last_day, header=read.header)


def read_events(path: Path) -> Extract:
    header = header_of(path)
    if missing := [name for name in FLAT_REQUIRED if name not in header]:
        raise DataProblem(
            f"{path.name} lacks the column {', '.join(missing)}; it has {', '.join(header)[:300]}. Columns that are "
            f"read: {', '.join(FLAT_COLUMNS)}. Nothing was loaded."
        )
    if "lsoa_code" not in header and "postcode" not in header:
        raise DataProblem(f"{path.name} has neither lsoa_code nor postcode. Nothing was loaded.")
    unread = [name for name in header if name not in FLAT_COLUMNS]
    return Extract(candidates=of_rows(text_rows(path), path.name), last_day=date.today(), unread=unread)


def read(path: Path, places: dict[str, str]) -> Extract:
    """By what it is: a folder or XML is a census return, CSV or Parquet an event file."""
    if path.is_dir():
        return read_folder(path, places)
    if path.suffix.lower() == ".xml":
        return read_return(path, places)
    if path.suffix.lower() in {".csv", ".parquet"}:
        return read_events(path)
    raise DataProblem(
        f"{path.name} is neither .csv, .parquet nor .xml, nor a folder of a return's CSV files: save it as one of them."
    )
