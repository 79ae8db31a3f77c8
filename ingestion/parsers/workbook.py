"""One sheet of an xlsx or ods workbook, every cell as the text that a reader would see."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from ingestion.parsers.appearance import refuse_other_than_workbook
from ingestion.parsers.headers import grouped, numbered, refuse_repeated
from ingestion.problems import DataProblem

Cell = int | float | str | bool | time | date | datetime | timedelta


def as_text(cell: Cell) -> str | None:
    """Whole numbers without a decimal point, TRUE and FALSE as workbooks show them, an empty cell as null."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if cell != "" else None


def _cells(content: bytes, sheet: str | None) -> tuple[str, list[list[str | None]]]:
    """The name of the sheet, the first where none is named, and the text of all its cells."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = workbook.sheet_names
        if sheet is not None and sheet not in sheets:
            raise DataProblem(f"it has no sheet {sheet!r}, only {sheets}; if it was renamed, correct `sheet:`")
        name = sheet or next(iter(sheets), "")
        cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise DataProblem(f"it is not a readable workbook ({error})") from error
    return name, [[as_text(cell) for cell in row] for row in cells]


def _names(row: Sequence[str | None]) -> list[str]:
    """Header cells on one line each, without the spaces at their ends."""
    return [" ".join((name or "").split()) for name in row]


def read_workbook(
    content: bytes,
    *,
    sheet: str | None,
    header_row: int,
    group_row: int | None = None,
    repeating: Sequence[str] = (),
) -> pa.Table:
    """The filled rows under `header_row` of a sheet, or of the first sheet; a nameless empty column is left out.

    `group_row` stands over the header and names groups of columns. Refuses repeated headers.
    """
    refuse_other_than_workbook(content)
    name, rows = _cells(content, sheet)
    header = _names(next(iter(rows[header_row - 1 :]), []))
    if not any(header):
        raise DataProblem(f"its sheet {name!r} is empty in row {header_row}, where its header should be")
    if group_row:
        header = grouped(_names(rows[group_row - 1]), header)
    filled = [row for row in rows[header_row:] if any(cell is not None for cell in row)]
    used = [at for at, title in enumerate(header) if title or any(row[at] is not None for row in filled)]
    names = numbered([header[at] for at in used], repeating)
    refuse_repeated(names, header_row)
    return pa.table([pa.array([row[at] for row in filled], pa.string()) for at in used], names=names)
