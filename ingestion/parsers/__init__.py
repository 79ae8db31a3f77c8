"""Bytes to a table of text, one parser per format."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyarrow as pa

from ingestion.parsers.csv_text import read_csv
from ingestion.parsers.geojson import read_geojson
from ingestion.parsers.parquet import read_parquet
from ingestion.parsers.workbook import read_workbook
from ingestion.registry import Member, Source, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one file is to be read: where its header stands, in which encoding, and which headers it repeats."""

    encoding: str = "utf-8"
    sheet: str | None = None
    header_row: int = 1
    group_row: int | None = None
    repeating: tuple[str, ...] = ()


def reading_of(source: Source, table: Table, member: Member) -> Reading:
    """How a member of a release is to be read, as it is declared."""
    return Reading(
        encoding=source.encoding,
        sheet=member.sheet,
        header_row=member.header_row,
        group_row=member.group_row,
        repeating=tuple(table.repeating),
    )


SUFFIXES = {
    ".csv": "csv",
    ".xlsx": "workbook",
    ".ods": "workbook",
    ".geojson": "geojson",
    ".parquet": "parquet",
}


def format_of(name: str, otherwise: str) -> str:
    """The format that a file's name says, gzipped or not; a stand-in may have another than the published file."""
    return SUFFIXES.get(PurePosixPath(name.removesuffix(".gz")).suffix.lower(), otherwise)


PARSERS: dict[str, Callable[[bytes, Reading], pa.Table]] = {
    "csv": lambda content, reading: read_csv(
        content, encoding=reading.encoding, header_row=reading.header_row, repeating=reading.repeating
    ),
    "workbook": lambda content, reading: read_workbook(
        content,
        sheet=reading.sheet,
        header_row=reading.header_row,
        group_row=reading.group_row,
        repeating=reading.repeating,
    ),
    "geojson": lambda content, _: read_geojson(content),
    "parquet": lambda content, _: read_parquet(content),
}
