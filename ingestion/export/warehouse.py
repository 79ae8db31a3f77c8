"""Tables of one build to CSV and Parquet, row for row: the SQL of the export."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.problems import DataProblem
from ingestion.sql import literal, quoted

SCHEMAS = ("marts", "results")
FORMULA = r"^'*[=+\-@\t\r\n]"

COLUMNS = """
select schema_name, table_name, column_name, data_type, coalesce(comment, '') as description, is_nullable
from duckdb_columns()
where list_contains(?, schema_name) and not internal
order by schema_name, table_name, column_index
"""

COMMENTS = "select schema_name, table_name, coalesce(comment, '') from duckdb_tables()"

KEYS = """
select table_schema, table_name, list(column_name order by position) from meta.grains group by all
union all
select schema_name, table_name, constraint_column_names
from duckdb_constraints()
where constraint_type = 'PRIMARY KEY' and schema_name = 'results'
"""

RELEASES = """
select
    release_id, source_id, title, publisher, vintage, file_name, url, sha256, published_on, retrieved_at, licence,
    authenticity, maturity
from meta.releases
order by release_id
"""

ESTIMATED = 'select "table", "column", vintage, method, error from meta.estimated_columns order by all'

RELEASE_COLUMNS = ("_release_id", "release_ids")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column as the database describes it."""

    name: str
    kind: str
    description: str
    is_nullable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table to export, with its key and the columns it has."""

    schema: str
    name: str
    description: str
    columns: list[Column]
    key: list[str]

    @property
    def is_labelled(self) -> bool:
        return any(column.name == "is_synthetic" for column in self.columns)


@contextmanager
def opened(build: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A finished build, read-only and by one thread, so that files are cut into the same blocks on every machine.

    One that holds an authority's own records is refused.
    """
    try:
        with duckdb.connect(str(build), read_only=True, config={"threads": 1}) as connection:
            names = connection.execute(
                "select dataset_id from meta.datasets where dataset_id like 'extract%'"
            ).fetchall()
            if names:
                raise DataProblem(f"{build} holds an authority's own records ({names[0][0]}): they are never exported.")
            yield connection
    except (duckdb.CatalogException, duckdb.IOException) as error:
        raise DataProblem(f"{build} is not a finished build ({error}): run `make refresh`.") from error


def is_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("select bool_or(is_synthetic) from meta.datasets").fetchone()
    return bool(found and found[0])


def tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Every table of the marts and the results."""
    comments = {(schema, name): text for schema, name, text in connection.execute(COMMENTS).fetchall()}
    keys = {(schema, name): list(columns) for schema, name, columns in connection.execute(KEYS).fetchall()}
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, name, kind, description, nullable in connection.execute(COLUMNS, [SCHEMAS]).fetchall():
        column = Column(name=name, kind=kind, description=description, is_nullable=nullable)
        columns.setdefault((schema, table), []).append(column)
    return [
        Table(schema=at[0], name=at[1], description=comments.get(at, ""), columns=held, key=keys.get(at, []))
        for at, held in columns.items()
    ]


def _of(table: Table) -> str:
    return f"{quoted(table.schema)}.{quoted(table.name)}"


def releases_of(connection: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    """The releases that the rows of a table name; those of the whole build where it names none."""
    named = next((column.name for column in table.columns if column.name in RELEASE_COLUMNS), None)
    query = (
        f"select distinct unnest(string_split({quoted(named)}, ', ')) as id from {_of(table)} order by id"  # noqa: S608
        if named
        else "select release_id from meta.releases order by release_id"
    )
    return [row[0] for row in connection.execute(query).fetchall()]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Rows by column name, whatever JSON has no word for as text."""
    asked = connection.execute(query)
    names = [column[0] for column in asked.description or []]
    return [
        {
            name: cell if cell is None or isinstance(cell, int) else str(cell)
            for name, cell in zip(names, row, strict=True)
        }
        for row in asked.fetchall()
    ]


def releases(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every file that the build was made from."""
    return _rows(connection, RELEASES)


def estimated_columns(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The columns of landed files that hold estimates in place of published figures, with method and error."""
    return _rows(connection, ESTIMATED)


def _selected(table: Table, *, is_synthetic: bool, for_spreadsheets: bool) -> str:
    """All rows; in a CSV a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    columns = []
    for column in table.columns:
        name = quoted(column.name)
        if for_spreadsheets and column.kind == "VARCHAR":
            guarded = f"case when regexp_matches({name}, {literal(FORMULA)}) then '''' || {name} else {name} end"
            columns.append(f"{guarded} as {name}")
        else:
            columns.append(name)
    if not table.is_labelled:
        columns.append(f"{str(is_synthetic).lower()} as is_synthetic")
    return f"select {', '.join(columns)} from {_of(table)}"  # noqa: S608


def write(connection: duckdb.DuckDBPyConnection, table: Table, stem: Path, *, is_synthetic: bool) -> int:
    """The table as CSV and as Parquet, in the same order; returns its number of rows."""
    order = ", ".join(map(quoted, table.key)) or "all"
    for suffix, written in ((".csv", "format csv, header"), (".parquet", "format parquet, compression zstd")):
        query = _selected(table, is_synthetic=is_synthetic, for_spreadsheets=suffix == ".csv")
        connection.execute(f"copy ({query} order by {order}) to {literal(str(stem.with_suffix(suffix)))} ({written})")
    counted = connection.execute(f"select count(*) from {_of(table)}").fetchone()  # noqa: S608
    return int(counted[0]) if counted else 0
