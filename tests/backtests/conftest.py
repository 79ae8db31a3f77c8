"""The real warehouse that every back-test reads."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import run_process


@pytest.fixture(scope="session")
def warehouse(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The official files of the mirror, landed, built, analysed and published."""
    data = tmp_path_factory.mktemp("real")
    ran = run_process("ingestion", "refresh", "--mirror", str(mirror), "--json", data=data)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    with duckdb.connect(json.loads(ran.stdout)["warehouse"], read_only=True) as connection:
        yield connection
