"""Bytes to a table of text, one parser per format."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from ingestion.parsers.csv_text import read_csv
from ingestion.parsers.workbook import read_workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one file is to be read: where its header stands and in which encoding."""

    encoding: str = "utf-8"
    sheet: str | None = None
    header_row: int = 1


PARSERS: dict[str, Callable[[bytes, Reading], pa.Table]] = {
    "csv": lambda content, reading: read_csv(content, encoding=reading.encoding, header_row=reading.header_row),
    "workbook": lambda content, reading: read_workbook(content, sheet=reading.sheet, header_row=reading.header_row),
}
