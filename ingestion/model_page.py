"""The dbt project as one page, readable without server or network: models, columns, origins and readers."""

import shutil
from pathlib import Path

import duckdb

from ingestion.dbt import run_dbt
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.sql import literal


def _shape_of(build: Path | None, database: Path) -> None:
    """The tables and comments of a build without their rows, or nothing: dbt writes to whatever it opens."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        if build:
            connection.execute(f"attach {literal(str(build))} as published (read_only)")
            connection.execute(f"copy from database published to {database.stem} (schema)")


def write_model_page(tree: DataTree, build: Path | None) -> Path:
    """Write the page on the published build, or on the declared models alone; returns where it is."""
    folder = tree.dbt / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    database, target = folder / "build.duckdb", folder / "target"
    _shape_of(build, database)
    ran = run_dbt(
        "docs", "generate", "--static", *([] if build else ["--empty-catalog"]),
        database=database, target=target, logs=folder / "logs",
    )  # fmt: skip
    if ran.returncode != 0:
        raise DataProblem(f"dbt could not write its page: {' '.join(ran.stdout.split())[-1500:]}")
    tree.model_page.parent.mkdir(exist_ok=True)
    shutil.copyfile(target / "static_index.html", tree.model_page)
    return tree.model_page
