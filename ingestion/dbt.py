"""How dbt is run here: this project's own, without a look at the network, on a database in the folder it starts in."""

import os
import subprocess
import sys
from pathlib import Path

from ingestion.paths import DBT_PROJECT
from ingestion.processes import run_limited

DBT_SECONDS = 1800.0  # the marts of every official file take about a minute where nothing else runs


def run_dbt(*arguments: str, database: Path, target: Path, logs: Path) -> subprocess.CompletedProcess[str]:
    """One command of dbt; what it says is captured. Raises DataProblem if it does not end."""
    command = [
        str(Path(sys.executable).with_name("dbt")), "--no-version-check", "--no-send-anonymous-usage-stats", *arguments,
        "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(target), "--log-path", str(logs),
    ]  # fmt: skip
    environment = os.environ | {"CSC_BUILD": database.name}
    return run_limited(command, what="dbt", limit_seconds=DBT_SECONDS, cwd=database.parent, environment=environment)
