"""What the tables that ingestion writes say of themselves: declared as sources of dbt, kept as comments."""

import duckdb
import yaml

from ingestion.paths import DBT_PROJECT
from ingestion.registry import quoted

DECLARED = DBT_PROJECT / "models" / "staging" / "meta" / "_meta__sources.yml"


def _text(description: str) -> str:
    return "'" + description.replace("'", "''") + "'"


def describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Comment on the tables of schema meta that are declared and there, and on each of their columns."""
    there = connection.execute("select table_name from duckdb_tables() where schema_name = 'meta'").fetchall()
    for table in yaml.safe_load(DECLARED.read_text(encoding="utf-8"))["sources"][0]["tables"]:
        name = table["name"]
        if (name,) in there:
            connection.execute(f"comment on table meta.{name} is {_text(table['description'])}")
            for column in table["columns"]:
                text = _text(column["description"])
                connection.execute(f"comment on column meta.{name}.{quoted(column['name'])} is {text}")
