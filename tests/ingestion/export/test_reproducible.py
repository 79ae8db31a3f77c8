"""Builds of the same files export the same bytes. A second build of the sample takes too long for the suite."""

import shutil
from hashlib import sha256

import pytest

from ingestion.builds import build_named
from ingestion.export.package import export
from ingestion.paths import DataTree
from tests.conftest import SAMPLE_LIMIT_S, run_process
from tests.limits import longer

pytestmark = pytest.mark.mirror


@pytest.fixture(scope="module")
def rebuilt(pytestconfig, sample_data, tmp_path_factory):
    """The sample's data directory with a second build of the same files."""
    data = tmp_path_factory.mktemp("rebuilt") / "data"
    shutil.copytree(sample_data, data, symlinks=True)
    with longer(pytestconfig, SAMPLE_LIMIT_S):
        ran = run_process(
            "ingestion", "refresh", "--sample", "--force", "--json", data=data, limit_seconds=SAMPLE_LIMIT_S
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return DataTree(data / "sample")


def hashes(folder):
    files = (path for suffix in ("csv", "parquet") for path in folder.rglob(f"*.{suffix}"))
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_builds_of_the_same_files_export_the_same_bytes(rebuilt):
    first, second = (export(rebuilt, build_named(rebuilt, which))[0] for which in ("previous", "current"))
    assert first != second
    found = hashes(first)
    assert len(found) > 80
    assert found == hashes(second)
