"""Rows of text out of a Parquet file. A short file can unpack to a vast one, so its sizes are looked at first."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingestion.extract.limits import (
    LARGEST_FILE,
    LONGEST_READ,
    MOST_COLUMNS,
    MOST_ROW_GROUPS,
    MOST_ROWS,
    check_header,
    refusal,
)

BATCH_ROWS, BATCH_BYTES = 50_000, 64 * 1024**2
DAMAGED = (pa.ArrowException, OSError, OverflowError, ValueError)  # what pyarrow raises where a file or a value is


def _check_sizes(path: Path, metadata: pq.FileMetaData) -> None:
    limits = [
        (metadata.num_columns, MOST_COLUMNS, "columns"),
        (metadata.num_rows, MOST_ROWS, "rows"),
        (metadata.num_row_groups, MOST_ROW_GROUPS, "row groups"),
    ]
    for number, most, what in limits:
        if number > most:
            raise refusal(path, f"has {number:,} {what}; at most {most:,} are read: is it the right file?")
    unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if unpacked > LARGEST_FILE:
        raise refusal(path, f"unpacks to {unpacked:,} bytes; at most {LARGEST_FILE:,} are read: split it by year")


def _check_kinds(path: Path, schema: pa.Schema) -> None:
    """Each row of a column has one value: lists and structures are refused, since a row of them has no end."""
    for field in schema:
        is_extension = isinstance(field.type, pa.BaseExtensionType) and not isinstance(field.type, pa.UuidType)
        if pa.types.is_nested(field.type) or is_extension:
            kind = str(field.type)[:100]
            raise refusal(path, f"has {kind} in the column {field.name[:100]}: write it as text, or leave it out")


def _longest_text(path: Path, metadata: pq.FileMetaData) -> int:
    """Bytes of the longest text, found in the columns' dictionaries: a value that a million rows share is read once."""
    columns = [metadata.schema.column(number) for number in range(metadata.num_columns)]
    names = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
    longest = max((column.length for column in columns), default=0)
    with pq.ParquetFile(path, read_dictionary=names, metadata=metadata) as file:
        for group in range(metadata.num_row_groups):
            for name in names:
                for chunk in file.read_row_group(group, columns=[name]).column(0).chunks:
                    longest = max(longest, pc.max(pc.binary_length(chunk.dictionary)).as_py() or 0)
    return longest


def _batch_rows(path: Path, file: pq.ParquetFile) -> int:
    """Rows that can be in memory at once, whatever they hold."""
    _check_sizes(path, file.metadata)
    check_header(path, file.schema_arrow.names)
    _check_kinds(path, file.schema_arrow)
    longest = _longest_text(path, file.metadata)
    if longest > LONGEST_READ:
        raise refusal(
            path, f"has a value of {longest:,} bytes; at most {LONGEST_READ:,} are read: is it the right file?"
        )
    return max(min(BATCH_ROWS, BATCH_BYTES // max(longest, 1)), 1)


def parquet_rows(path: Path) -> Iterator[dict[str, str]]:
    """Streamed; every value as text, "" where there is none."""
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            for batch in file.iter_batches(_batch_rows(path, file)):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield {name: "" if cell is None else str(cell) for name, cell in zip(names, cells, strict=True)}
    except DAMAGED as error:
        raise refusal(path, f"cannot be read as Parquet ({str(error)[:300]})") from error
