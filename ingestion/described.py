"""What the tables that ingestion writes say of themselves: declared as sources of dbt, kept as comments."""

import duckdb
import yaml

from ingestion.paths import DBT_PROJECT
from ingestion.sql import literal, quoted

DECLARED = DBT_PROJECT / "models" / "staging" / "meta" / "_meta__sources.yml"


def describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Comment on the tables of schema meta that are declared and there, and on each of their columns."""
    there = connection.execute("select table_name from duckdb_tables() where schema_name = 'meta'").fetchall()
    for table in yaml.safe_load(DECLARED.read_text(encoding="utf-8"))["sources"][0]["tables"]:
        name = table["name"]
        if (name,) in there:
            connection.execute(f"comment on table meta.{name} is {literal(table['description'])}")
            for column in table["columns"]:
                text = literal(column["description"])
                connection.execute(f"comment on column meta.{name}.{quoted(column['name'])} is {text}")
