"""One sheet of an xlsx or ods workbook, every cell as the text that a reader would see."""

import io
from datetime import date, datetime, time, timedelta

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from ingestion.problems import DataProblem

Cell = int | float | str | bool | time | date | datetime | timedelta


def as_text(cell: Cell) -> str | None:
    """Whole numbers without a decimal point, TRUE and FALSE as workbooks show them, an empty cell as null."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if cell != "" else None


def read_workbook(content: bytes, *, sheet: str | None, header_row: int) -> pa.Table:
    """The filled rows under `header_row` of a sheet, or of the first sheet; a nameless empty column is left out.

    Refuses repeated headers.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = workbook.sheet_names
        if sheet is not None and sheet not in sheets:
            raise DataProblem(f"it has no sheet {sheet!r}, only {sheets}; if it was renamed, correct `sheet:`")
        cells = workbook.get_sheet_by_name(sheet or next(iter(sheets), "")).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise DataProblem(f"it is not a readable workbook ({error})") from error
    rows = [[as_text(cell) for cell in row] for row in cells]
    header = [(name or "").strip() for name in next(iter(rows[header_row - 1 :]), [])]
    if not any(header):
        raise DataProblem(f"its sheet {sheet or sheets[0]!r} is empty in row {header_row}, where its header should be")
    filled = [row for row in rows[header_row:] if any(cell is not None for cell in row)]
    used = [at for at, name in enumerate(header) if name or any(row[at] is not None for row in filled)]
    names = [header[at] for at in used]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DataProblem(f"its header in row {header_row} holds {repeated} more than once")
    return pa.table([pa.array([row[at] for row in filled], pa.string()) for at in used], names=names)
