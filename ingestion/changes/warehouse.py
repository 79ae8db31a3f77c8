"""Two builds side by side, read-only: the SQL of the change report."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb

from ingestion.problems import DataProblem
from ingestion.sql import Row, literal, quoted, rows_of

Side = Literal["before", "after"]
TableName = tuple[str, str]

SCHEMAS = ("marts", "results")
ROUNDING = 1e-9  # of the larger of two figures
NOISE = 1e-12  # what sums that come to nothing leave
NOT_COMPARED = {"vintage", "release_ids"}

COLUMNS = """
select columns.schema_name, columns.table_name, columns.column_name, columns.data_type
from duckdb_columns() as columns
where columns.database_name = ? and list_contains(?, columns.schema_name)
order by columns.schema_name, columns.table_name, columns.column_index
"""

PRIMARY_KEYS = """
select schema_name, table_name, constraint_column_names
from duckdb_constraints()
where database_name = ? and constraint_type = 'PRIMARY KEY' and list_contains(?, schema_name)
"""

GRAINS = """
select table_schema, table_name, list(column_name order by position)
from {side}.meta.grains
group by table_schema, table_name
"""

GRADIENTS = """
select
    gradients.*,
    definitions.label,
    definitions.is_headline
from {side}.results.gradients as gradients
inner join {side}.marts.dim_indicators as definitions on gradients.indicator_id = definitions.indicator_id
where gradients.term = 'exposure'
"""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one build: its columns with their types. `renumbered`: the view to read the earlier build by."""

    name: TableName
    columns: dict[str, str]
    renumbered: str | None = None

    def of(self, side: Side) -> str:
        schema, table = self.name
        if side == "before" and self.renumbered:
            return quoted(self.renumbered)
        return f"{side}.{quoted(schema)}.{quoted(table)}"


@contextmanager
def side_by_side(before: Path, after: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both builds attached read-only. Refuses an authority's own records, and a sample beside real figures."""
    with duckdb.connect() as connection:
        for side, build in (("before", before), ("after", after)):
            try:
                connection.execute(f"attach {literal(str(build))} as {side} (read_only)")
            except duckdb.Error as error:
                raise DataProblem(f"{build} cannot be read as a warehouse ({error}): give another build.") from error
        datasets = {side: _datasets(connection, side) for side in ("before", "after")}
        if datasets["before"] != datasets["after"]:
            raise DataProblem(
                f"{before.name} holds {sorted(datasets['before'])}, {after.name} {sorted(datasets['after'])}: real and "
                "synthetic figures are never compared."
            )
        yield connection


def _datasets(connection: duckdb.DuckDBPyConnection, side: str) -> set[str]:
    found = {row[0] for row in connection.execute(f"select dataset_id from {side}.meta.datasets").fetchall()}  # noqa: S608
    if own := sorted(name for name in found if name.startswith("extract")):
        raise DataProblem(f"{', '.join(own)} is an authority's own record: it is never part of a report or an export.")
    return found


def is_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("select bool_or(is_synthetic) from after.meta.datasets").fetchone()
    return bool(found and found[0])


def tables(connection: duckdb.DuckDBPyConnection, side: Side) -> dict[TableName, Table]:
    found: dict[TableName, dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(COLUMNS, [side, SCHEMAS]).fetchall():
        found.setdefault((schema, table), {})[column] = kind
    return {name: Table(name, columns) for name, columns in found.items()}


def keys(connection: duckdb.DuckDBPyConnection, side: Side) -> dict[TableName, list[str]]:
    """The key of each table: as dbt stated it, or as the table itself enforces it."""
    enforced = connection.execute(PRIMARY_KEYS, [side, SCHEMAS]).fetchall()
    found = {(schema, table): list(columns) for schema, table, columns in enforced}
    try:
        stated = connection.execute(GRAINS.format(side=side)).fetchall()
    except duckdb.CatalogException:
        stated = []
    return found | {(schema, table): list(columns) for schema, table, columns in stated}


def record_numbers(connection: duckdb.DuckDBPyConnection, vintages: Mapping[str, Decimal]) -> None:
    """The vintage that each renumbered file of the earlier build has in the later one, as temporary table."""
    connection.execute("create temp table renumbered (release_id varchar, vintage decimal(5, 1))")
    connection.executemany("insert into renumbered values (?, ?)", list(vintages.items()))


def renumber(connection: duckdb.DuckDBPyConnection, table: Table) -> Table:
    """The same table with the vintages of the earlier build as the later one numbers them, from table `renumbered`."""
    name = ".".join(table.name)
    connection.execute(
        f"create temp view {quoted(name)} as "  # noqa: S608
        f"select b.* replace (coalesce(renumbered.vintage, b.vintage) as vintage) from {table.of('before')} as b "
        "left join renumbered on b._release_id = renumbered.release_id"
    )
    return replace(table, renumbered=name)


def rows_count(connection: duckdb.DuckDBPyConnection, table: Table, side: Side) -> int:
    found = connection.execute(f"select count(*) from {table.of(side)}").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def matched(key: list[str]) -> str:
    """The rows b of the earlier and a of the later build that have the same key."""
    return " and ".join(f"b.{quoted(name)} is not distinct from a.{quoted(name)}" for name in key)


def only_in(connection: duckdb.DuckDBPyConnection, table: Table, key: list[str], side: Side) -> int:
    """How many rows of one build have a key that the other does not have."""
    other: Side = "after" if side == "before" else "before"
    found = connection.execute(
        f"select count(*) from {table.of(side)} as b anti join {table.of(other)} as a on {matched(key)}"  # noqa: S608
    ).fetchone()
    return int(found[0]) if found else 0


def differs(column: str, kind: str) -> str:
    """Whether a cell is another in row a than in row b; last digits of a sum are no difference."""
    before, after = f"b.{quoted(column)}", f"a.{quoted(column)}"
    if kind not in {"DOUBLE", "FLOAT"}:
        return f"{before} is distinct from {after}"
    near = f"abs({before} - {after}) <= greatest({NOISE}, {ROUNDING} * greatest(abs({before}), abs({after})))"
    return f"({before} is distinct from {after} and not coalesce({near}, false))"


def compared(table: Table, other: Table, key: list[str]) -> list[str]:
    """The columns of both builds that are neither key, nor lineage, nor the vintage that a newer file brings."""
    return [
        name
        for name in table.columns
        if name in other.columns and name not in {*key, *NOT_COMPARED} and not name.startswith("_")
    ]


def revised_counts(
    connection: duckdb.DuckDBPyConnection, table: Table, key: list[str], columns: list[str]
) -> dict[str, int]:
    """How many cells of each column differ among the rows that both builds have; none left out of the count."""
    if not columns:
        return {}
    counted = ", ".join(f"count(*) filter ({differs(name, table.columns[name])})" for name in columns)
    found = connection.execute(
        f"select {counted} from {table.of('before')} as b join {table.of('after')} as a on {matched(key)}"  # noqa: S608
    ).fetchone()
    return {name: count for name, count in zip(columns, found or (), strict=True) if count}


def revised_cells(
    connection: duckdb.DuckDBPyConnection, table: Table, key: list[str], column: str, most: int
) -> list[Row]:
    """The first cells of a column that differ, by their key."""
    named = ", ".join(f"b.{quoted(name)}" for name in key)
    return rows_of(
        connection,
        f"select {named}, b.{quoted(column)} as before, a.{quoted(column)} as after "  # noqa: S608
        f"from {table.of('before')} as b join {table.of('after')} as a on {matched(key)} "
        f"where {differs(column, table.columns[column])} order by all limit {most}",
    )


def values(connection: duckdb.DuckDBPyConnection, table: Table, side: Side, column: str) -> dict[str, int]:
    """Each value of a column, and in how many rows it stands."""
    return dict(
        connection.execute(
            f"select cast({quoted(column)} as varchar), count(*) from {table.of(side)} "  # noqa: S608
            f"where {quoted(column)} is not null group by all order by all"
        ).fetchall()
    )


def gradients(connection: duckdb.DuckDBPyConnection, side: Side) -> list[Row]:
    try:
        return rows_of(connection, GRADIENTS.format(side=side))
    except duckdb.CatalogException:
        return []
