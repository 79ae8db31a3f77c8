"""Comma-separated text: every column as text, an empty field as null, headers as published."""

import csv
import io
from collections.abc import Sequence

import pyarrow as pa
from pyarrow import csv as arrow_csv

from ingestion.identity import BYTE_ORDER_MARK
from ingestion.parsers.appearance import refuse_other_than_csv
from ingestion.parsers.headers import numbered
from ingestion.problems import DataProblem

MAX_HEADER = 1_000_000


def _undecodable(encoding: str, error: Exception) -> DataProblem:
    return DataProblem(
        f"it is not text in {encoding} ({error}); if it is in another encoding, such as windows-1252, write that "
        "as `encoding:` of the source"
    )


def header_of(content: bytes, encoding: str, header_row: int) -> tuple[list[str], int]:
    """The header fields, stripped of the spaces that publishers leave at their ends, and the last line they take."""
    try:
        lines = io.TextIOWrapper(io.BytesIO(content[:MAX_HEADER]), encoding=encoding, errors="strict", newline="")
        for _ in range(header_row - 1):
            lines.readline()
        reader = csv.reader(lines, strict=True)
        header = [name.strip() for name in next(reader, [])]
    except (UnicodeDecodeError, LookupError) as error:
        raise _undecodable(encoding, error) from error
    except csv.Error as error:
        raise DataProblem(f"its header in line {header_row} is not well-formed CSV ({error})") from error
    if not any(header):
        raise DataProblem(f"it is empty in line {header_row}, where its header should be")
    return header, header_row - 1 + reader.line_num


def without_nameless(table: pa.Table, names: list[str]) -> pa.Table:
    """Empty columns without a name are not of the table; one with figures stays, for the check of headers."""
    kept = [at for at, name in enumerate(names) if name or table.column(at).null_count < table.num_rows]
    return table.select(kept).rename_columns([names[at] for at in kept])


def _refuse_cut_line(content: bytes, encoding: str, columns_count: int) -> None:
    """Refuse a file whose last line has fewer fields than its header: it was cut short."""
    last = content.rstrip(b"\r\n").rpartition(b"\n")[2].decode(encoding, errors="replace")
    fields_count = len(next(csv.reader([last]), []))
    if fields_count < columns_count:
        raise DataProblem(
            f"it was cut short: its last line has {fields_count} of {columns_count} columns ({last[:60]!r}); download "
            "it again"
        )


def read_csv(
    content: bytes, *, encoding: str = "utf-8", header_row: int = 1, repeating: Sequence[str] = ()
) -> pa.Table:
    """A table of text columns. Refuses repeated headers, ragged rows and undecodable bytes."""
    content = content.removeprefix(BYTE_ORDER_MARK)
    refuse_other_than_csv(content, encoding, header_row)
    if not content.endswith((b"\n", b"\r")):
        content += b"\n"
    if content.count(b'"') % 2:
        raise DataProblem("a quotation mark in it is opened and never closed: it was cut short, or is damaged")
    header, skipped = header_of(content, encoding, header_row)
    names = numbered(header, repeating)
    if repeated := sorted({name for name in names if name and names.count(name) > 1}):
        raise DataProblem(f"its header holds {repeated} more than once")
    places = [str(at) for at in range(len(names))]
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(content),
            read_options=arrow_csv.ReadOptions(column_names=places, skip_rows=skipped, encoding=encoding),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except UnicodeDecodeError as error:
        raise _undecodable(encoding, error) from error
    except pa.ArrowInvalid as error:
        _refuse_cut_line(content, encoding, len(names))
        raise DataProblem(f"it is not well-formed CSV in {encoding}: {error}") from error
    return without_nameless(table, names)
