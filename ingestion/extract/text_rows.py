"""Rows of text out of a CSV or Parquet file: (line, values by header, what is wrong with the row or "")."""

import csv
from collections.abc import Iterator
from pathlib import Path

from ingestion.extract.limits import (
    LONGEST_FIELD,
    LONGEST_READ,
    LONGEST_ROW,
    MOST_ROWS,
    check_file,
    check_header,
    refusal,
)
from ingestion.extract.parquet_rows import parquet_rows
from ingestion.problems import DataProblem

Row = tuple[int, dict[str, str], str]


class _Lines:
    """The lines of a text file, counted while they are read: `row_length` is set back to 0 where a row has ended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = self.row_length = 0

    def __iter__(self) -> Iterator[str]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                while line := file.readline(LONGEST_ROW + 1):
                    self._count(len(line))
                    yield line
        except UnicodeDecodeError as error:
            raise DataProblem(
                f"{self.path.name} is not UTF-8 text (byte {error.object[error.start]:#04x}): save it as 'CSV UTF-8' "
                "and try again. Nothing was loaded."
            ) from error

    def _count(self, length: int) -> None:
        self.count += 1
        self.row_length += length
        if self.row_length > LONGEST_ROW:
            raise refusal(
                self.path,
                f"has a row of more than {LONGEST_ROW:,} characters (line {self.count:,}): a quote that is not closed, "
                "or another kind of file",
            )
        if self.count > MOST_ROWS:
            raise refusal(
                self.path, f"has more than {MOST_ROWS:,} lines: is it the right file? If it is, split it by year"
            )


def _fault(header: list[str], fields: list[str]) -> str:
    if len(fields) != len(header):
        return f"the row has {len(fields)} fields, the header {len(header)}"
    if max(map(len, fields)) > LONGEST_FIELD:
        return f"a field is longer than {LONGEST_FIELD} characters"
    if "\0" in "".join(fields):
        return "a field holds a NUL character"
    return ""


def _csv_rows(path: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_READ)
    lines = _Lines(path)
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        check_header(path, header)
        lines.row_length = 0
        for fields in reader:
            lines.row_length = 0
            if fields:
                fault = _fault(header, fields)
                yield reader.line_num, {} if fault else dict(zip(header, fields, strict=True)), fault
    except csv.Error as error:
        raise DataProblem(
            f"{path.name} cannot be read as CSV at line {reader.line_num} ({error}): a quote that is not closed, or "
            "another kind of file. Nothing was loaded."
        ) from error


def text_rows(path: Path) -> Iterator[Row]:
    """Streamed; a file that cannot be read to its end is refused whole."""
    check_file(path)
    if path.suffix.lower() == ".parquet":
        return ((line, values, "") for line, values in enumerate(parquet_rows(path), start=1))
    return _csv_rows(path)
