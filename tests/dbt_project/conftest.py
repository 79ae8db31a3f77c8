"""dbt itself, on a copy of the published sample."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.paths import DBT_PROJECT, DataTree

Dbt = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def dbt(sample_tree: DataTree, tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    """dbt in a folder like the one that built the sample: what it has parsed there it does not parse again."""
    folder = tmp_path_factory.mktemp("dbt")
    shutil.copyfile(sample_tree.current.resolve(), folder / "build.duckdb")
    (folder / "target").mkdir()
    shutil.copy(sample_tree.dbt / "target" / "partial_parse.msgpack", folder / "target")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                str(Path(sys.executable).with_name("dbt")), "--no-version-check", *arguments,
                "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
                "--target-path", str(folder / "target"), "--log-path", str(folder / "logs"),
            ],
            cwd=folder, env=os.environ | {"CSC_BUILD": "build.duckdb"}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run
