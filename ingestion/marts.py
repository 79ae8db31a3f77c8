"""The models of dbt in a new build: built and tested, with what failed in words."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ingestion.build_failures import explanations
from ingestion.dbt import run_dbt
from ingestion.findings import Finding
from ingestion.load import record_findings
from ingestion.paths import DataTree
from ingestion.problems import DataProblem


def _results(run_results: Path) -> list[dict[str, Any]]:
    """What dbt says of each node it ran; nothing when it did not come to that."""
    if not run_results.exists():
        return []
    results: list[dict[str, Any]] = json.loads(run_results.read_text(encoding="utf-8"))["results"]
    return results


def _name(result: Mapping[str, Any]) -> str:
    return str(result["unique_id"].split(".")[2])


def _failures(results: list[dict[str, Any]]) -> list[str]:
    """The nodes that failed, in one line each."""
    return [
        f"{_name(result)} ({result['status']}): {' '.join(str(result['message']).split())[:400]}"
        for result in results
        if result["status"] in {"error", "fail", "warn", "runtime error"}
    ]


def _tests_as_findings(results: list[dict[str, Any]]) -> list[Finding]:
    return [
        Finding(check=f"dbt: {_name(result)}", severity="error", passed=True, detail="")
        for result in results
        if result["unique_id"].startswith("test.")
    ]


@contextmanager
def _under_one_name(build: Path) -> Iterator[Path]:
    """The build under a name that never changes: dbt parses the whole project anew when that of its database does.

    In a folder of its own, so that a dbt that outlives a killed refresh never meets the next one's files.
    """
    folder = build.with_name(f"{build.name}.dbt")
    folder.mkdir()
    named = folder / "build.duckdb"
    build.replace(named)
    try:
        yield named
    finally:
        named.replace(build)
        shutil.rmtree(folder)


def dbt_build(build: Path, tree: DataTree, *, select: str = "*") -> None:
    """Build and test every selected model in the new file; a warning is a failure too."""
    run_results = tree.dbt / "target" / "run_results.json"
    run_results.unlink(missing_ok=True)
    with _under_one_name(build) as named:
        ran = run_dbt(
            "--warn-error", "build", "--select", select, "--exclude-resource-type", "unit_test",
            database=named, target=run_results.parent, logs=tree.dbt / "logs",
        )  # fmt: skip
    if ran.returncode != 0:
        said = "; ".join(_failures(_results(run_results))) or " ".join(ran.stdout.split())[-1500:]
        raise DataProblem(
            f"The marts did not pass their tests, so nothing was published: {said}.{explanations(build)} The compiled "
            f"SQL is under {run_results.parent}; run `make test` to see whether the project or the data changed."
        )
    with duckdb.connect(str(build)) as connection:
        record_findings(connection, _tests_as_findings(_results(run_results)))
