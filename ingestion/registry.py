"""Strict models over the source declarations: the one place that says what is published and where."""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ingestion.paths import LAYOUTS, SOURCES
from ingestion.problems import DataProblem

Status = Literal["suppressed", "not_available", "not_applicable", "low_reliability", "rounds_to_zero"]
Parser = Literal["csv", "workbook", "geojson", "parquet"]
YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, ten times faster
Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64}|unpinned)$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Entry = TypeVar("Entry", bound=_Entry)


def _vintage(given: object) -> object:
    """A year, or `2025.2` for the second time that a publisher issues the figures of 2025."""
    return Decimal(str(given)) if isinstance(given, int | float) else given


Vintage = Annotated[Decimal, BeforeValidator(_vintage), Field(ge=1990, lt=2100, max_digits=5, decimal_places=1)]


def applies(years: str, vintage: Decimal) -> bool:
    """Whether `2024`, `<=2024` or `>=2022` speaks of a vintage, whichever issue of its year it is."""
    bound, year = int(years.lstrip("<>=")), int(vintage)
    if years.startswith("<="):
        return year <= bound
    if years.startswith(">="):
        return year >= bound
    return year == bound


Years = Annotated[str, BeforeValidator(str), Field(pattern=r"^(<=|>=)?\d{4}$")]


class Column(_Entry):
    """One column: its name in our tables, and the header it has had in each vintage.

    `role` says what it is for: part of the key, a filter (key and breakdown), a measure, or a label.
    `years_months` allows a duration such as 3:4, three years and four months, beside numbers.
    """

    role: Literal["key", "filter", "measure", "label"] = "measure"
    header: str | None = None
    was: dict[Years, str] = {}
    only: Years | None = None
    pattern: str | None = None
    values: list[str] | None = None
    blank: bool = False
    years_months: bool = False
    note: str = ""


class Layout(_Entry):
    """What the files of one publishing service share: leading columns, marker symbols, the sign between thousands."""

    columns: dict[str, Column]
    markers: dict[str, Status]
    thousands: Literal["", ","] = ""


class RowRange(_Entry):
    min: int
    max: int


class Estimated(_Entry):
    """A column whose stand-in holds estimates instead of published figures."""

    vintage: Vintage
    columns: list[str]
    method: str
    error: str


class Lacking(_Entry):
    """Columns of a published file that its stand-in does not have, or leaves blank."""

    vintage: Vintage
    columns: list[str]


class Simplified(_Entry):
    """How far the boundaries in column `geometry` may be moved, and the decimals of a degree they keep."""

    tolerance_degrees: float = Field(gt=0, lt=0.1)
    decimals: int = Field(ge=2, le=6)


class Table(_Entry):
    """One raw table: its grain follows from the roles of its columns.

    `authorities_of` is the day of the year (month-day) whose authorities must all be in the newest year.
    `keep` says which rows of a file are the table's: those whose column matches its pattern, in full. `unused`
    are patterns of headers that are known and not landed, `repeating` headers that a file repeats on purpose.
    `lacks` names columns of the layout that these files do not have.
    """

    name: str = Field(pattern=r"^[a-z]+__[a-z0-9_]+$")
    description: str
    rows: RowRange
    columns: dict[str, Annotated[Column, BeforeValidator(lambda given: given or {})]]
    authorities_of: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] | None = None
    lacks: list[str] = []
    estimated: list[Estimated] = []
    lacking: list[Lacking] = []
    keep: dict[str, str] = {}
    unused: list[str] = []
    repeating: list[str] = []
    boundaries: Simplified | None = None

    @model_validator(mode="after")
    def rules_name_declared_columns(self) -> "Table":
        ruled = set(self.keep) | ({"geometry"} if self.boundaries else set())
        if unknown := ruled - set(self.columns):
            raise ValueError(f"{self.name} has rules for undeclared columns {sorted(unknown)}")
        return self

    def headers(self, vintage: Decimal) -> dict[str, str]:
        """Our column name -> the publisher's header in that vintage, absent columns left out."""
        return {
            name: next((was for years, was in column.was.items() if applies(years, vintage)), None)
            or column.header
            or name
            for name, column in self.columns.items()
            if name not in self.lacks and (column.only is None or applies(column.only, vintage))
        }

    def named(self, *roles: str) -> list[str]:
        return [name for name, column in self.columns.items() if column.role in roles]

    @property
    def prefix(self) -> str:
        """The publisher's short name, before the double underscore."""
        return self.name.split("__")[0]

    @property
    def grain(self) -> list[str]:
        return [name for name in self.named("key", "filter") if name not in self.lacks]


class Member(_Entry):
    """One file of a release, and the table it lands in.

    `group_row` holds the names of groups of columns, where a workbook's header takes two rows.
    """

    file: str
    sha256: Sha256
    mirror: str | None = None
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    group_row: int | None = Field(default=None, ge=1)


class Release(_Entry):
    """What a publisher put out on one day: next year's data is one more of these."""

    vintage: Vintage
    published_on: date | None
    as_at: date | None = None  # the day whose places a lookup lists
    url: str | None
    fetch: Literal["file", "zip", "ees_release", "arcgis_layer", "arcgis_geojson", "nomis"] = "file"
    url_verified_on: date | None = None
    mirror: str = ""
    maturity: Literal["provisional", "final"] = "final"
    members: dict[str, Member]
    note: str = ""


def _day_of_every_year(text: str) -> str:
    date.fromisoformat(f"2001-{text}")
    return text


class Expected(_Entry):
    """When a yearly publication comes out: a day of the year, in the year of its vintage or later.

    `days_late` is how long after that day it is still only due, not overdue.
    """

    day: Annotated[str, AfterValidator(_day_of_every_year)]
    years_after: int = Field(default=0, ge=0, le=2)
    days_late: int = Field(default=42, ge=0)


class Source(_Entry):
    """One publication. `scope: sample` is landed only with the embedded sample.

    `parser` reads files whose name does not say what they are.
    """

    id: str
    title: str
    publisher: str
    landing_page: str
    licence: Literal["OGL-UK-3.0", "MIT"]
    cadence: Literal["yearly", "occasional", "once"]
    expected: Expected | None = None
    parser: Parser
    encoding: str = "utf-8"
    layout: str = "plain"
    scope: Literal["public", "sample"] = "public"
    tables: list[Table]
    releases: list[Release]

    @model_validator(mode="after")
    def members_name_declared_tables(self) -> "Source":
        known = {table.name for table in self.tables}
        for release in self.releases:
            if unknown := set(release.members) - known:
                raise ValueError(f"release {release.vintage} has members for undeclared tables {sorted(unknown)}")
        vintages = [(release.vintage, name) for release in self.releases for name in release.members]
        if len(vintages) != len(set(vintages)):
            raise ValueError("two releases of one vintage hold the same table")
        return self

    @cached_property
    def shared(self) -> Layout:
        return load_layout(self.layout)

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)


def _faults(error: ValidationError) -> str:
    """Each fault by its place in the file, as `releases.0.members.dfe__cin_b1.sha256 ('abc'): …`."""
    said = []
    for fault in error.errors():
        place = ".".join(map(str, fault["loc"])) or "the whole file"
        given = "" if isinstance(fault["input"], dict | list) else f" ({fault['input']!r})"
        said.append(f"{place}{given}: {fault['msg'].removeprefix('Value error, ')}")
    return "; ".join(said)


def _read(path: Path, model: type[Entry]) -> Entry:
    """A declaration that is what its model says, or one paragraph with every fault in it."""
    try:
        return model.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=YAML))  # noqa: S506  safe in C too
    except ValidationError as error:
        raise DataProblem(f"{path.name} is not a valid declaration. Correct {_faults(error)}.") from error
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise DataProblem(f"{path.name} cannot be read as a declaration: {' '.join(str(error).split())}.") from error


def load_layout(name: str) -> Layout:
    return _read(LAYOUTS / f"{name}.yml", Layout)


def load_source(path: Path) -> Source:
    """Read one declaration, its layout's columns put before each table's own."""
    source = _read(path, Source)
    if source.id != path.stem:
        raise DataProblem(f"{path.name} declares id {source.id!r}: name the file {source.id}.yml.")
    columns = source.shared.columns
    tables = [table.model_copy(update={"columns": columns | table.columns}) for table in source.tables]
    return source.model_copy(update={"tables": tables})


def load_sources(folder: Path = SOURCES) -> list[Source]:
    """Every declared source, in the order of their names."""
    sources = [load_source(path) for path in sorted(folder.glob("*.yml"))]
    files: dict[str, list[str]] = {}
    for source in sources:
        for table in source.tables:
            files.setdefault(table.name, []).append(f"{source.id}.yml")
    if repeated := [f"{name} by {' and '.join(by)}" for name, by in files.items() if len(by) > 1]:
        raise DataProblem(
            f"Declared more than once: {'; '.join(repeated)}. One table has one source: rename one of them."
        )
    return sources


def release_id(table: str, vintage: Decimal) -> str:
    """The identity of one landed file, carried by each of its rows as `_release_id`."""
    return f"{table}@{vintage}"


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + re.sub('"', '""', name) + '"'


def literal(text: str) -> str:
    """A text as SQL, where a parameter cannot stand."""
    return "'" + text.replace("'", "''") + "'"
