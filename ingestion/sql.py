"""Names and texts as SQL, and the rows of a query."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

Row = dict[str, Any]


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + re.sub('"', '""', name) + '"'


def literal(text: str) -> str:
    """A text as SQL, where a parameter cannot stand."""
    return "'" + text.replace("'", "''") + "'"


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, bound: Mapping[str, object] | Sequence[object] = ()
) -> list[Row]:
    """Every row of a query by column name."""
    found = connection.execute(query, bound)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
