"""Rows of a query by column name, and the SQL of a limit that follows from a history."""

from typing import Any

import duckdb

from ingestion.plausibility import limits
from ingestion.plausibility.limits import Limit

Row = dict[str, Any]


def rows(connection: duckdb.DuckDBPyConnection, sql: str, **parameters: object) -> list[Row]:
    """Every row of a query as a dictionary."""
    found = connection.execute(sql, parameters)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def limit_between(limit: Limit, history: str) -> str:
    """SQL: so many times the largest earlier value, between the floor and the cap."""
    return f"least(greatest(coalesce({limits.WIDENING} * {history}, 0), {limit.floor}), {limit.cap})"
