"""A candidate file read as a table's own: in a workbook, at the sheet and the row where the table's headers are."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from ingestion.headers import known_headers
from ingestion.identity import plain
from ingestion.parsers import PARSERS, SUFFIXES, Reading, format_of, reading_of
from ingestion.parsers.headers import refuse_repeated
from ingestion.parsers.workbook import as_text
from ingestion.problems import DataProblem
from ingestion.registry import Member, Source, Table
from ingestion.trim import without_unused
from ingestion.updates.candidates import stem, with_year

HEADER_ROWS = 25
GAPS = (None, 1, 2, 3)  # rows from the names of groups of columns down to the header, where there are such names

Top = list[list[str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Received:
    """A candidate file as text, of a workbook one `sheet`. `member` says how it was read."""

    name: str
    sheet: str | None
    text: pa.Table
    member: Member

    @property
    def unit(self) -> tuple[str, str | None]:
        """What only one table can have: the file, or one sheet of it."""
        return self.name, self.sheet


def is_table(name: str) -> bool:
    """Whether the name of a file says, or leaves open, that it holds a table."""
    suffix = PurePosixPath(name.removesuffix(".gz")).suffix.lower()
    return suffix in SUFFIXES or not suffix


def _tops(content: bytes) -> dict[str, Top]:
    """The first rows of each sheet of a workbook, as text."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=HEADER_ROWS)
            for name in workbook.sheet_names
        }
    except (CalamineError, OSError) as error:
        raise DataProblem(f"it is not a readable workbook ({error})") from error
    return {
        name: [[" ".join((as_text(cell) or "").split()) for cell in row] for row in rows]
        for name, rows in sheets.items()
    }


def _sheets_like(declared: str | None, before: Decimal, vintage: Decimal, sheets: Sequence[str]) -> list[str]:
    """The sheet of the declared name with the year of the new release, else of its name but for years, else any."""
    if declared is None:
        return list(sheets[:1])
    of_year = with_year(declared, before, vintage)
    alike = [sheet for sheet in sheets if stem(sheet) == stem(declared)]
    for named in ([of_year] if of_year else [], [] if of_year else [declared], alike):
        if len(found := [sheet for sheet in named if sheet in sheets]) == 1:
            return found
    return list(sheets)


def _headers_at(top: Top, row: int, gap: int | None) -> set[str]:
    """The headers in one row of a sheet, each also after the name of the group over it."""
    names = top[row - 1]
    if gap is None or row - gap < 1:
        return {name.casefold() for name in names if name}
    group, full = "", set()
    for over, name in zip(top[row - gap - 1], names, strict=False):
        group = over or group
        full.add(f"{group} - {name}".casefold() if group and name else name.casefold())
    return full


def _placed(top: Top, known: set[str], members: Sequence[Member]) -> tuple[int, int | None]:
    """The row of the header and that of the groups over it: those that hold most of the table's known headers."""
    declared = [member.header_row for member in members]

    def rank(place: tuple[int, int | None]) -> tuple[int, bool, bool, int]:
        row, gap = place
        return len(known & _headers_at(top, row, gap)), row in declared, gap is None, -row

    places = [(row, gap) for row in range(1, len(top) + 1) for gap in GAPS if gap is None or row > gap]
    row, gap = max(places, key=rank, default=(1, None))
    return row, row - gap if gap else None


def _of_workbook(
    table: Table, declared: Sequence[tuple[Decimal, Member]], vintage: Decimal, tops: dict[str, Top]
) -> Iterator[tuple[str, Member]]:
    """The sheets of a workbook that may be the table's, and how each is read."""
    before, last = declared[0] if declared else (vintage, Member(file="", sha256="unpinned"))
    members = [member for _, member in declared]
    named = last.sheet is not None or not declared
    for sheet in _sheets_like(last.sheet, before, vintage, list(tops)) if declared else tops:
        header_row, group_row = _placed(tops[sheet], set(known_headers(table)), members)
        read = {"sheet": sheet if named else None, "header_row": header_row, "group_row": group_row}
        yield sheet, last.model_copy(update=read)


class CandidateReader:
    """Reads the candidates of one release, each file and sheet once for each way of reading."""

    def __init__(self, source: Source, vintage: Decimal) -> None:
        self.source, self.vintage = source, vintage
        self._tops: dict[str, dict[str, Top]] = {}
        self._read: dict[tuple[str, Reading], pa.Table] = {}

    def received(
        self, table: Table, declared: Sequence[tuple[Decimal, Member]], name: str, content: bytes
    ) -> Iterator[Received]:
        """A file as the table's own, once for each sheet that may be; `declared` are its members, the nearest first."""
        form = format_of(name, self.source.parser)
        text = plain(content, name)
        if form == "workbook":
            if name not in self._tops:
                self._tops[name] = _tops(text)
            sheets: list[tuple[str | None, Member]] = [*_of_workbook(table, declared, self.vintage, self._tops[name])]
        else:
            sheets = [(None, declared[0][1] if declared else Member(file=name, sha256="unpinned"))]
        problems: list[DataProblem] = []
        for sheet, member in sheets:
            try:
                table_text = self._text(form, name, text, reading_of(self.source, table, member))
            except DataProblem as problem:
                problems.append(problem)
                continue
            yield Received(name=name, sheet=sheet, text=without_unused(table_text, (), table.unused), member=member)
        if sheets and len(problems) == len(sheets):
            raise problems[0]

    def _text(self, form: str, name: str, content: bytes, reading: Reading) -> pa.Table:
        key = (name, reading)
        if key not in self._read:
            self._read[key] = PARSERS[form](content, reading)
            refuse_repeated(self._read[key].column_names, reading.header_row)
        return self._read[key]
