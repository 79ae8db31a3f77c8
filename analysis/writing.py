"""Where results are written: the tables of schema results, made from their declaration."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from analysis.claims.finders import finder
from analysis.claims.judge import judge_all
from analysis.claims.ledger import claims
from analysis.result_tables import COLUMNS, TABLES, Table
from analysis.study import Study
from analysis.warehouse import Wanted


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _column(name: str, table: Table) -> str:
    column = COLUMNS[name]
    return f"{name} {column.type}{' not null' * (column.required and name not in table.may_lack)}"


def _created(name: str, table: Table) -> str:
    columns = [_column(column, table) for column in table.columns]
    key = [f"primary key ({', '.join(table.key)})"] if table.key else []
    texts = [f"comment on table results.{name} is {_quoted(table.description)};"]
    texts += [f"comment on column results.{name}.{c} is {_quoted(COLUMNS[c].description)};" for c in table.columns]
    return "\n".join([f"create or replace table results.{name} ({', '.join([*columns, *key])});", *texts])


def _all_created(names: Iterable[str]) -> str:
    return "\n".join(["create schema if not exists results;", *(_created(name, TABLES[name]) for name in names)])


RESULTS = _all_created(TABLES)
OF_DATA_SETS = [name for name, table in TABLES.items() if "dataset_id" in table.columns]


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build that is not published yet; the results come in whole or not at all."""
    with duckdb.connect(str(path)) as connection:
        connection.begin()
        yield connection
        connection.commit()


Chosen = Mapping[str, list[str]]  # rows of a results table: the values that each of these columns may have


def _rows_of(study: Study) -> Iterator[tuple[str, Chosen]]:
    """What a study alone fills, by table."""
    for table in study.tables:
        yield table, {}
    if study.gradients:
        yield "gradients", {column: list(values) for column, values in study.gradients.items()}
    yield "not_fitted", {"study": [study.name]}


def clear(connection: duckdb.DuckDBPyConnection, only: Study | None = None, wanted: Wanted = None) -> None:
    """Make every results table anew, or take out what one study, some data sets or both left in this build before.

    The claims, which are of the whole build, stay until they are judged anew.
    """
    if only is None and wanted is None:
        connection.execute(RESULTS)
        return
    there = connection.execute("select table_name from duckdb_tables() where schema_name = 'results'").fetchall()
    connection.execute(_all_created(name for name in TABLES if (name,) not in there))
    parts: Iterable[tuple[str, Chosen]] = ((table, {}) for table in OF_DATA_SETS) if only is None else _rows_of(only)
    for table, rows in parts:
        chosen = rows if wanted is None else {**rows, "dataset_id": wanted}
        where = " and ".join(["true", *(f"list_contains(?, {column})" for column in chosen)])
        connection.execute(f"delete from results.{table} where {where}", list(chosen.values()))  # noqa: S608


def write(connection: duckdb.DuckDBPyConnection, results: Mapping[str, pd.DataFrame]) -> None:
    """Append rows by column name to the results tables."""
    for table, rows in results.items():
        if not rows.empty:
            connection.register("rows_to_write", rows)
            connection.execute(f"insert into results.{table} by name select * from rows_to_write")  # noqa: S608
            connection.unregister("rows_to_write")


def write_claims(connection: duckdb.DuckDBPyConnection) -> None:
    """Judge every claim by what the build holds now, in place of what was there."""
    judged = judge_all(claims(), finder(connection))
    connection.execute("delete from results.claims")
    write(connection, {"claims": judged})
