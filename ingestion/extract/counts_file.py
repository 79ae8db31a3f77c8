"""Counts by LSOA, year and stage that an authority has made itself."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.extract import codes
from ingestion.extract.candidates import Candidate
from ingestion.extract.judge import Unusable
from ingestion.extract.places import Map
from ingestion.extract.reading import header_of
from ingestion.extract.sift import Rejected, not_seen, rejected
from ingestion.extract.text_rows import text_rows
from ingestion.problems import DataProblem

REQUIRED = ("lsoa_code", "financial_year_end", "stage", "events_count")
STAGES = codes.EVENT_KINDS
YEARS = range(2009, 2041)
TOTAL = "total"

Cell = tuple[str, int, str, str, str, int, int | None]


@dataclass(kw_only=True)
class Counts:
    """`cells`: lsoa_code, financial_year_end, stage, stratum_type, stratum, events_count, children_0_17_count."""

    cells: list[Cell] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    edition: int = 0

    @property
    def read_count(self) -> int:
        return len(self.cells) + len(self.rejected)


def _whole(text: str, what: str) -> int:
    if not re.fullmatch(r"\d{1,7}", text):
        raise Unusable(f"{what} is not a whole number of at least 0")
    return int(text)


def _cell(values: dict[str, str], fault: str, places: Map, edition: int) -> Cell:
    if fault:
        raise Unusable(fault)
    given = {name: value.strip() for name, value in values.items()}
    year = _whole(given["financial_year_end"], "the year")
    if year not in YEARS:
        raise Unusable(f"{year} is not a financial year between {YEARS[0]} and {YEARS[-1]}")
    if (stage := given["stage"].lower()) not in STAGES:
        raise Unusable(f"not a stage; there are {', '.join(STAGES)}", stage)
    children = given.get("children_0_17_count", "")
    return (
        places.placed(given["lsoa_code"], edition),
        year,
        stage,
        given.get("stratum_type") or TOTAL,
        given.get("stratum") or TOTAL,
        _whole(given["events_count"], "the count"),
        _whole(children, "the number of children") if children else None,
    )


def is_counts(header: list[str]) -> bool:
    return "events_count" in header


def read_counts(path: Path, places: Map) -> Counts:
    """One cell per row; a cell that is there twice stays once. Read twice: which census it is comes first."""
    header = header_of(path)
    if missing := [name for name in REQUIRED if name not in header]:
        raise DataProblem(f"{path.name} lacks the column {', '.join(missing)}; it has {', '.join(header)[:300]}.")
    found = Counts(
        edition=places.edition_of(values["lsoa_code"].strip() for _, values, fault in text_rows(path) if not fault)
    )
    seen: dict[tuple[object, ...], int] = {}
    for line, values, fault in text_rows(path):
        try:
            cell = _cell(values, fault, places, found.edition)
            not_seen(seen, cell[:5], line)
        except Unusable as reason:
            row = Candidate(file=path.name, line=line, kind="count")
            found.rejected.append(rejected(row, reason))
        else:
            found.cells.append(cell)
    return found
