"""What the suite shares: one built sample, and the mirror where there is one."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock
from typer.testing import CliRunner

from ingestion.paths import REPOSITORY, DataTree
from tests.limits import longer
from tests.processes import LIMIT_S, run_limited

# Files of ten seconds and more, in order: begun last, one would keep a worker busy when the other has nothing to do.
LONG = ("test_neighbourhood_layer.py", "test_refresh.py", "test_summary.py", "test_package.py", "test_unit_tests.py")
SAMPLE_LIMIT_S = 600  # about a minute on two quiet cores
MIRROR_LIMIT_S = 2400  # every published file is read, built and analysed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file first: one worker builds the sample for it while the other runs what needs none."""
    of_sample = {item.path for item in items if "sample_refresh" in getattr(item, "fixturenames", ())}
    rank = {name: place for place, name in enumerate(LONG)}

    def order(item: pytest.Item) -> tuple[bool, bool, int]:
        return item.path.name != LONG[0], item.path in of_sample, rank.get(item.path.name, len(LONG))

    items.sort(key=order)


def run_process(*arguments: str, data: Path, limit_seconds: float = LIMIT_S) -> subprocess.CompletedProcess[str]:
    """A command of the project, as a user would type it, on a data directory of its own."""
    environment = os.environ | {"CSC_DATA_DIR": str(data)}
    return run_limited([sys.executable, "-m", *arguments], env=environment, limit_seconds=limit_seconds)


def run_module(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same without the seconds in which a new process imports: what would end in a traceback is raised here."""
    module, *typed = arguments
    with chdir(REPOSITORY):
        ran = CliRunner().invoke(
            import_module(f"{module}.__main__").app,
            typed,
            env={"CSC_DATA_DIR": str(data)} | environment,
            catch_exceptions=False,
        )
    return subprocess.CompletedProcess(arguments, ran.exit_code, ran.stdout, ran.stderr)


@pytest.fixture(scope="session")
def sample_refresh(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> dict[str, Any]:
    """What `refresh --sample --json` says on a data directory of its own, kept under `data`: once for all workers."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    data, said = shared / "sample_data", shared / "sample_refresh.json"
    lock = FileLock(shared / "sample_refresh.lock", timeout=SAMPLE_LIMIT_S + LIMIT_S)
    with longer(pytestconfig, SAMPLE_LIMIT_S + 2 * LIMIT_S), lock:
        if not said.exists():
            said.touch()  # a build that fails is not tried again by the other worker
            ran = run_process("ingestion", "refresh", "--sample", "--json", data=data, limit_seconds=SAMPLE_LIMIT_S)
            assert ran.returncode == 0, ran.stdout + ran.stderr
            said.write_text(ran.stdout, encoding="utf-8")
    assert said.stat().st_size, "the sample could not be built: the test that asked for it first says why"
    return json.loads(said.read_text(encoding="utf-8")) | {"data": data}


@pytest.fixture(scope="session")
def sample_data(sample_refresh: dict[str, Any]) -> Path:
    """A data directory in which the sample has been landed, built, analysed and published."""
    return Path(sample_refresh["data"])


@pytest.fixture(scope="session")
def sample_tree(sample_data: Path) -> DataTree:
    return DataTree(sample_data / "sample")


@pytest.fixture(scope="session")
def sample(sample_tree: DataTree) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published sample, read-only."""
    with duckdb.connect(str(sample_tree.current.resolve()), read_only=True) as connection:
        yield connection


@pytest.fixture
def sample_build(sample_tree: DataTree, tmp_path: Path) -> Path:
    """A writable copy of the published sample."""
    copy = tmp_path / "build.duckdb"
    shutil.copyfile(sample_tree.current.resolve(), copy)
    return copy


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real published files that CSC_MIRROR names."""
    folder = os.environ.get("CSC_MIRROR")
    if not folder:
        pytest.skip("no mirror: set CSC_MIRROR to a folder of the published files")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def real_data(pytestconfig: pytest.Config, mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which the official files of the mirror have been landed, built, analysed and published."""
    data = tmp_path_factory.mktemp("real")
    asked = ("ingestion", "refresh", "--mirror", str(mirror), "--json")
    with longer(pytestconfig, MIRROR_LIMIT_S + LIMIT_S):
        ran = run_process(*asked, data=data, limit_seconds=MIRROR_LIMIT_S)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return data
