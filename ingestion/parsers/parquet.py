"""Parquet and GeoParquet: every column as text, bytes such as those of a geometry as hexadecimal."""

import io

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from ingestion.problems import DataProblem


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """Whole numbers without a decimal point, bytes as hexadecimal, anything else as it prints."""
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pa.array([None if cell is None else cell.hex() for cell in column.to_pylist()], pa.string())
    text = pc.cast(column, pa.string())
    if not pa.types.is_floating(column.type):
        return text
    return pc.replace_substring_regex(text, r"\.0$", "")


def read_parquet(content: bytes) -> pa.Table:
    """A table of text columns. Refuses what is not Parquet, and columns of lists and records."""
    try:
        received = parquet.read_table(io.BytesIO(content))
        return pa.table({name: _as_text(received[name]) for name in received.column_names})
    except (pa.ArrowException, OSError) as error:
        raise DataProblem(f"it is not a Parquet table of text, numbers and bytes ({error})") from error
