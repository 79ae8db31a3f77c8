"""dbt itself, on a copy of the published sample."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.paths import DBT_PROJECT, DataTree
from tests.processes import run_limited

Dbt = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def dbt(sample_tree: DataTree, tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    """dbt in a folder like the one that built the sample: what it has parsed there it does not parse again."""
    folder = tmp_path_factory.mktemp("dbt")
    shutil.copyfile(sample_tree.current.resolve(), folder / "build.duckdb")
    (folder / "target").mkdir()
    shutil.copy(sample_tree.dbt / "target" / "partial_parse.msgpack", folder / "target")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("dbt")), "--no-version-check", *arguments]
        places = {
            "--project-dir": DBT_PROJECT,
            "--profiles-dir": DBT_PROJECT,
            "--target-path": folder / "target",
            "--log-path": folder / "logs",
        }
        for option, place in places.items():
            command += [option, str(place)]
        return run_limited(command, cwd=folder, env=os.environ | {"CSC_BUILD": "build.duckdb"})

    return run
