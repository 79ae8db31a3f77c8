"""What is on the screen as a file, unrounded: CSV that carries no formula, and Parquet."""

import re
from io import BytesIO

import pandas as pd

FORMULA = re.compile(r"\s*[=+\-@]|[\t\r\n]")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def csv(rows: pd.DataFrame) -> bytes:
    """The same rows unrounded; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    texts = rows.select_dtypes(["object", "str"])
    return rows.assign(**texts.map(_harmless)).to_csv(index=False).encode("utf-8")


def parquet(rows: pd.DataFrame) -> bytes:
    """The same rows, with their types."""
    held = BytesIO()
    rows.to_parquet(held, index=False)
    return held.getvalue()
