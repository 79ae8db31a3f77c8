"""Strict models over the source declarations: the one place that says what is published and where."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ingestion.paths import LAYOUTS, SOURCES
from ingestion.problems import DataProblem
from ingestion.yaml_models import read_model
from ingestion.years import Vintage, Years, applies

Status = Literal["suppressed", "not_available", "not_applicable", "low_reliability", "rounds_to_zero"]
Parser = Literal["csv", "workbook", "geojson", "parquet"]
Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64}|unpinned)$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(given: object) -> object:
    """One rule, or several of which any may apply."""
    return given if given is None or isinstance(given, list) else [given]


class Column(_Entry):
    """One column: its name in our tables, and the header it has had in each vintage.

    `role` says what it is for: part of the key, a filter (key and breakdown), a measure, or a label.
    `only` says which vintages have the column: one rule such as `<=2024`, or a list of them.
    `years_months` allows a duration such as 3:4, three years and four months, beside numbers.
    """

    role: Literal["key", "filter", "measure", "label"] = "measure"
    header: str | None = None
    was: dict[Years, str] = {}
    only: Annotated[list[Years] | None, BeforeValidator(_listed)] = None
    pattern: str | None = None
    values: list[str] | None = None
    blank: bool = False
    years_months: bool = False
    note: str = ""

    def is_in(self, vintage: Decimal) -> bool:
        return self.only is None or any(applies(years, vintage) for years in self.only)

    def header_in(self, vintage: Decimal) -> str | None:
        """The publisher's header in that vintage; nothing where it is the name of the column."""
        return next((was for years, was in self.was.items() if applies(years, vintage)), self.header)


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
    `lacks` names columns of the layout that these files do not have. `shares_file_with` names tables that land other
    rows or columns of the same files: a file belongs to one table otherwise.
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
    shares_file_with: list[str] = []
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
            name: column.header_in(vintage) or name
            for name, column in self.columns.items()
            if name not in self.lacks and column.is_in(vintage)
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

    `group_row` holds the names of groups of columns, where a workbook's header takes two rows. `unlike_others` says
    in what the published file differs from those of other releases, so that it is not taken for a damaged one.
    """

    file: str
    sha256: Sha256
    mirror: str | None = None
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    group_row: int | None = Field(default=None, ge=1)
    unlike_others: list[Literal["newest_year", "levels", "areas"]] = []


def _some_members(given: object) -> object:
    if not given:
        raise ValueError("no file is declared: take the # away from each file that is right, or delete this release")
    return given


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
    members: Annotated[dict[str, Member], BeforeValidator(_some_members)]
    note: str = ""

    def same_files(self) -> Iterator[tuple[str, str, str]]:
        """Two tables and the file that both name: by its name, its path in a mirror or its hash, and the same sheet."""
        owners: dict[tuple[str, str | None], str] = {}
        for table, member in self.members.items():
            named = (member.file, member.mirror, member.sha256 if member.sha256 != "unpinned" else None)
            for name in filter(None, named):
                owner = owners.setdefault((name.casefold(), member.sheet), table)
                if owner != table:
                    yield owner, table, name


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
        if unknown := {other for table in self.tables for other in table.shares_file_with} - known:
            raise ValueError(f"`shares_file_with:` names undeclared tables {sorted(unknown)}")
        for release in self.releases:
            if unknown := set(release.members) - known:
                raise ValueError(f"release {release.vintage} has members for undeclared tables {sorted(unknown)}")
        vintages = [(release.vintage, name) for release in self.releases for name in release.members]
        if len(vintages) != len(set(vintages)):
            raise ValueError("two releases of one vintage hold the same table")
        return self

    @model_validator(mode="after")
    def tables_have_files_of_their_own(self) -> "Source":
        shared = {frozenset((table.name, other)) for table in self.tables for other in table.shares_file_with}
        for release in self.releases:
            for one, other, file in release.same_files():
                if {one, other} not in shared:
                    raise ValueError(
                        f"release {release.vintage} gives {one} and {other} the same file, {file}: take the entry of "
                        "the table that the file does not belong to out of `members:`; or, if both tables are in that "
                        f"file, write `shares_file_with: [{one}]` under {other}"
                    )
        return self

    @cached_property
    def shared(self) -> Layout:
        return load_layout(self.layout)

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)


def load_layout(name: str) -> Layout:
    return read_model(LAYOUTS / f"{name}.yml", Layout)


def load_source(path: Path) -> Source:
    """Read one declaration, its layout's columns put before each table's own."""
    source = read_model(path, Source)
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
