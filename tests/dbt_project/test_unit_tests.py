"""The unit tests of dbt's own arithmetic, run where `make test` is run."""

import os
import subprocess
import sys
from pathlib import Path

from ingestion.paths import DBT_PROJECT


def test_every_unit_test_of_the_marts_passes(sample_build, tmp_path):
    ran = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")), "--no-version-check", "test", "--select", "test_type:unit",
            "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
            "--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs"),
        ],
        env=os.environ | {"CSC_BUILD": str(sample_build)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    assert "ERROR=0" in ran.stdout
    assert "PASS=28" in ran.stdout
