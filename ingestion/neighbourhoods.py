"""The neighbourhood layer of a build: counts and child-level events that no public table holds.

Every build has these raw tables, empty where it has no such data set. Rows are typed already: they come from
this project's own generator or from an extract that its door has judged row by row.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingestion.marts import dbt_build
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.publish import READ_ONLY, clear_unfinished, new_build, publish, set_aside, sole_writer
from ingestion.refresh import Say, analyse

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
OTHERS = 0o077
OF_A_DATASET = (
    "raw.csc__lsoa_counts", "raw.csc__events", "raw.csc__coverage", "raw.csc__episodes", "raw.csc__factor_patterns",
    "meta.datasets",
)  # fmt: skip

Land = Callable[[duckdb.DuckDBPyConnection], list[str]]  # puts data sets in, and names them


def record_dataset(
    connection: duckdb.DuckDBPyConnection, dataset_id: str, *, is_synthetic: bool, parameters: Mapping[str, object]
) -> None:
    """Say in meta.datasets, the one place, what a data set is; its rows from before go."""
    for table in OF_A_DATASET:
        connection.execute(f"delete from {table} where dataset_id = ?", [dataset_id])  # noqa: S608
    connection.execute(
        "insert into meta.datasets by name select ? as dataset_id, ? as is_synthetic, ? as parameters",
        [dataset_id, is_synthetic, json.dumps(parameters)],
    )


def forget_benchmarks(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out the benchmark populations and their results: a private build is about an authority's own children."""
    of_results = connection.execute(
        "select 'results.' || table_name from duckdb_columns() "
        "where schema_name = 'results' and column_name = 'dataset_id'"
    ).fetchall()
    for table in (*OF_A_DATASET, *(name for (name,) in of_results)):
        connection.execute(f"delete from {table} where dataset_id like 'benchmark\\_%' escape '\\'")  # noqa: S608


def published(tree: DataTree) -> Path:
    if not tree.current.exists():
        raise DataProblem(f"No warehouse at {tree.current}: run `make refresh`, or `make run` for the sample.")
    return tree.current.resolve()


@contextmanager
def _closed_to_others(is_private: bool) -> Iterator[None]:
    """Whatever is written meanwhile, by this process or one that it starts, is its owner's alone if it is private."""
    before = os.umask(OTHERS) if is_private else None
    try:
        yield
    finally:
        if before is not None:
            os.umask(before)


def _land(building: Path, land: Land) -> list[str]:
    try:
        with duckdb.connect(str(building)) as connection:
            connection.begin()
            landed = land(connection)
            connection.commit()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise DataProblem(
            "The published warehouse was built by an earlier version of this project and has no such neighbourhood "
            f"layer: run `make refresh` (or `make run` for the sample) and try again ({error})."
        ) from error
    return landed


def add_to_copy(base: Path, tree: DataTree, land: Land, *, began: Say, is_private: bool = False) -> Path:
    """Publish in `tree` a copy of `base` with the data sets that `land` puts in, its marts tested again.

    The models are run on those data sets; all other results stay. `base` is only read. What is private is
    readable by its owner alone from the first byte on.
    """
    with _closed_to_others(is_private), sole_writer(tree):
        building = new_build(tree)
        building.touch(mode=PRIVATE_FILE)
        shutil.copyfile(base, building)
        try:
            began("building the marts")
            landed = _land(building, land)
            dbt_build(building, tree, select="tag:neighbourhood")
            began("fitting the models")
            analyse(building, landed)
        except DataProblem as problem:
            left = "has been deleted" if is_private else f"is kept at {set_aside(building)}"
            clear_unfinished(tree)
            raise DataProblem(f"{problem} The failed build {left}.") from problem
        return publish(tree, building, mode=PRIVATE_FILE if is_private else READ_ONLY)
