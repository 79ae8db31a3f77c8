"""What readers of a published build ask of it: read-only, and kept by the name of the build."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analysis.choice import Choice
from ingestion.paths import published_warehouse

Row = dict[str, Any]

DATASETS = """
select dataset_id, is_synthetic from meta.datasets
where dataset_id in ('public_record', 'sample')
order by is_synthetic
"""

HAS_TABLE = (
    "select count(*) = 1 as is_there from information_schema.tables where table_schema = $schema and table_name = $name"
)


def published() -> Path | None:
    """The build to read, resolved on every run: a new publication is shown on the next one."""
    return published_warehouse()


@lru_cache(maxsize=4)
def _connection(build: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(build), read_only=True)


@lru_cache(maxsize=500)
def _read(build: Path, sql: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    return _connection(build).cursor().execute(sql, dict(parameters)).df()


def frame(build: Path, sql: str, choice: Choice | None = None, **parameters: object) -> pd.DataFrame:
    """Bind those parts of the choice, and other parameters, that the query names."""
    if choice:
        fields = ("dataset_id", "indicator_id", "financial_year_end", "imd_edition", "exposure")
        parameters |= {field: getattr(choice, field) for field in fields}
    named = tuple((name, value) for name, value in sorted(parameters.items()) if f"${name}" in sql)
    return _read(build, sql, named).copy(deep=False)


def records(found: pd.DataFrame) -> list[Row]:
    """Row by row, with None for null."""
    known = found.astype(object).where(found.notna(), None).to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in known]


def rows(build: Path, sql: str, choice: Choice | None = None, **parameters: object) -> list[Row]:
    """The same as records."""
    return records(frame(build, sql, choice, **parameters))


def dataset(build: Path) -> Row:
    """The data set that the build is about: dataset_id and is_synthetic."""
    return rows(build, DATASETS)[0]


def has_table(build: Path, schema: str, name: str) -> bool:
    """Whether the build is new enough to hold the table."""
    return bool(rows(build, HAS_TABLE, schema=schema, name=name)[0]["is_there"])
