"""Rows of text out of a CSV or Parquet file: (line, values by header, what is wrong with the row or "")."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.problems import DataProblem

Row = tuple[int, dict[str, str], str]
LONGEST_FIELD = 10_000  # beyond it a row is quarantined
LONGEST_READ = 131_072  # beyond it the file is not a table
BATCH = 50_000


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from file
    except UnicodeDecodeError as error:
        raise DataProblem(
            f"{path.name} is not UTF-8 text (byte {error.object[error.start]:#04x}): save it as 'CSV UTF-8' and try "
            "again. Nothing was loaded."
        ) from error


def _fault(header: list[str], fields: list[str]) -> str:
    if len(fields) != len(header):
        return f"the row has {len(fields)} fields, the header {len(header)}"
    if any(len(field) > LONGEST_FIELD for field in fields):
        return f"a field is longer than {LONGEST_FIELD} characters"
    if any("\0" in field for field in fields):
        return "a field holds a NUL character"
    return ""


def _csv_rows(path: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_READ)
    reader = csv.reader(_lines(path), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        checked(path, header)
        for fields in reader:
            if fields:
                fault = _fault(header, fields)
                yield reader.line_num, {} if fault else dict(zip(header, fields, strict=True)), fault
    except csv.Error as error:
        raise DataProblem(
            f"{path.name} cannot be read as CSV at line {reader.line_num} ({error}): a quote that is not closed, or "
            "another kind of file. Nothing was loaded."
        ) from error


def checked(path: Path, header: list[str]) -> None:
    """A header that can be used: there is one, no name is twice in it, none is of another kind of file."""
    named = [name for name in header if name]
    if not named or any("\0" in name for name in header):
        raise DataProblem(f"{path.name} has no header line: is it the right file? Nothing was loaded.")
    if repeated := sorted({name for name in named if header.count(name) > 1}):
        raise DataProblem(f"{path.name} has the column {', '.join(repeated)} more than once. Nothing was loaded.")


def _parquet_rows(path: Path) -> Iterator[Row]:
    try:
        with pq.ParquetFile(path) as file:
            checked(path, file.schema_arrow.names)
            line = 0
            for batch in file.iter_batches(BATCH):
                for row in batch.to_pylist():
                    line += 1
                    yield line, {name: "" if cell is None else str(cell) for name, cell in row.items()}, ""
    except pa.ArrowException as error:
        raise DataProblem(f"{path.name} cannot be read as Parquet ({error}). Nothing was loaded.") from error


def text_rows(path: Path) -> Iterator[Row]:
    """Streamed; a file that cannot be read to its end is refused whole."""
    if path.suffix.lower() == ".parquet":
        return _parquet_rows(path)
    return _csv_rows(path)
