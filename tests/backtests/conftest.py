"""The real warehouse that every back-test reads."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.paths import DataTree


@pytest.fixture(scope="session")
def warehouse(real_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(DataTree(real_data).current.resolve()), read_only=True) as connection:
        yield connection
