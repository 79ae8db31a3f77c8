"""What is on the screen as a file, unrounded: CSV that carries no formula, and Parquet."""

import re
from io import BytesIO
from pathlib import Path

import pandas as pd

from analysis.choice import Choice

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


def file_name(*parts: object, build: Path, is_synthetic: bool) -> str:
    """Says what the file holds, part by part, and from which build; the ending is the format's."""
    kind = ["synthetic"] if is_synthetic else []
    return "__".join([*kind, *(str(part) for part in parts), build.stem])


def choice_name(what: str, choice: Choice, build: Path) -> str:
    """The same for figures of a measure in a year against an edition."""
    year, edition = f"to_{choice.financial_year_end}-03-31", f"indices_{choice.imd_edition}"
    return file_name(f"{choice.indicator_id}_{what}", year, edition, build=build, is_synthetic=choice.is_synthetic)
