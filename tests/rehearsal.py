"""A published build modelled anew after a change of its inputs, and what that made of its tables."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.dbt import run_dbt
from ingestion.paths import DataTree


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A changed copy of a build, and what dbt said of it."""

    build: Path
    dbt: subprocess.CompletedProcess[str]


def rehearse(tree: DataTree, folder: Path, statements: Iterable[str], *arguments: str) -> Rehearsal:
    """The published build of a tree in a folder of its own, changed by SQL, then one command of dbt on it."""
    build, target = folder / "build.duckdb", folder / "target"
    shutil.copyfile(tree.current.resolve(), build)
    target.mkdir()
    shutil.copy(tree.dbt / "target" / "partial_parse.msgpack", target)
    with duckdb.connect(str(build)) as connection:
        for statement in statements:
            connection.execute(statement)
    return Rehearsal(build, run_dbt(*arguments, database=build, target=target, logs=folder / "logs"))


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Every column of a table; decimals as far as the order in which they were summed cannot change them."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = 'after' "
        "and schema_name || '.' || table_name = ? order by column_index",
        [table],
    ).fetchall()
    return ", ".join(f'"{name}"::float' if kind == "DOUBLE" else f'"{name}"' for name, kind in columns)


def differing_rows(before: Path, after: Path, *schemas: str) -> dict[str, tuple[int, int]]:
    """For each table of some schemas that is not the same in two builds: how many rows are gone, how many are new."""
    with duckdb.connect() as connection:
        for name, build in (("before", before), ("after", after)):
            connection.execute(f"attach '{build}' as {name} (read_only)")
        tables = connection.execute(
            "select distinct schema_name || '.' || table_name from duckdb_tables() where list_contains(?, schema_name)",
            [list(schemas)],
        ).fetchall()
        found = {}
        for (table,) in tables:
            rows = {one: f"select {_columns(connection, table)} from {one}.{table}" for one in ("before", "after")}  # noqa: S608
            gone, new = (
                len(connection.execute(f"{rows[one]} except all {rows[other]}").fetchall())
                for one, other in (("before", "after"), ("after", "before"))
            )
            if gone or new:
                found[table] = (gone, new)
        return found
