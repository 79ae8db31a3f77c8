"""The exported files of one build and what datapackage.json says of them."""

import json
import os
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from ingestion.builds import build_id
from ingestion.export import warehouse
from ingestion.export.warehouse import Column, Table
from ingestion.paths import DataTree
from ingestion.problems import DataProblem

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
SYNTHETIC = "SYNTHETIC SAMPLE: no real place, no real figure. Every row says so in is_synthetic."
REAL = "Slopes between local authorities are not neighbourhood gradients. Not official statistics."
ESTIMATED = (
    "Figures that rest on the columns listed under estimated_columns rest on estimates, not on published figures."
)
SPREADSHEETS = (
    "In the CSV files an apostrophe stands before a text that begins with =, +, -, @, a tab or a line end, so that no "
    "spreadsheet runs it as a formula; the Parquet files hold the text itself."
)
REPRODUCIBLE = (
    "Builds of the same files, declarations and code on one kind of machine export the same bytes, as the hashes of "
    "the CSV and Parquet files show. Only the fields listed here differ."
)
MAY_DIFFER = {"datapackage.json": ["version", "created", "releases.retrieved_at"]}
TYPES = {
    "VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number", "BOOLEAN": "boolean",
    "DATE": "date",
}  # fmt: skip
LABEL = Column(
    name="is_synthetic",
    kind="BOOLEAN",
    description="Whether the row comes from the synthetic sample.",
    is_nullable=False,
)


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": TYPES.get(column.kind, "any")}
    if column.description:
        field["description"] = column.description
    if not column.is_nullable:
        field["constraints"] = {"required": True}
    return field


def _hashed(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "hash": f"sha256:{sha256(content).hexdigest()}"}


def _resource(table: Table, csv: Path, rows_count: int, release_ids: list[str]) -> dict[str, Any]:
    """One table: its CSV as the resource, its Parquet beside it."""
    parquet = csv.with_suffix(".parquet")
    columns = table.columns if table.is_labelled else [*table.columns, LABEL]
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = table.key
    return {
        "name": f"{table.schema}-{table.name}".replace("_", "-"),
        "title": table.name,
        "description": " ".join(table.description.split()),
        "path": f"{table.schema}/{csv.name}",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_hashed(csv),
        "rows_count": rows_count,
        "parquet": {"path": f"{table.schema}/{parquet.name}", **_hashed(parquet)},
        "release_ids": release_ids,
        "schema": schema,
    }


def _descriptor(connection: duckdb.DuckDBPyConnection, build: Path, is_synthetic: bool) -> dict[str, Any]:
    """What the package says of all its tables."""
    releases = warehouse.releases(connection)
    estimated = warehouse.estimated_columns(connection)
    said = [SYNTHETIC if is_synthetic else REAL, *([ESTIMATED] if estimated else []), SPREADSHEETS]
    sources = {(row["title"], row["publisher"]): row for row in releases}
    return {
        "name": "csc-inequalities",
        "title": "Social gradients in children's social care, England",
        "description": " ".join(said),
        "version": build_id(build),
        "profile": "tabular-data-package",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "is_synthetic": is_synthetic,
        "licenses": [{"name": "MIT"}] if is_synthetic else [{"name": "OGL-UK-3.0", "title": LICENCE}],
        "sources": [{"title": f"{title}, {publisher}"} for title, publisher in sources],
        "reproducibility": {"description": REPRODUCIBLE, "may_differ": MAY_DIFFER},
        "releases": releases,
        "estimated_columns": estimated,
    }


def _write(build: Path, folder: Path) -> dict[str, Any]:
    """Every table and datapackage.json into a folder that exists."""
    resources = []
    with warehouse.opened(build) as connection:
        synthetic = warehouse.is_synthetic(connection)
        for table in warehouse.tables(connection):
            stem = folder / table.schema / table.name
            stem.parent.mkdir(exist_ok=True)
            rows_count = warehouse.write(connection, table, stem, is_synthetic=synthetic)
            release_ids = warehouse.releases_of(connection, table)
            resources.append(_resource(table, stem.with_suffix(".csv"), rows_count, release_ids))
        descriptor = _descriptor(connection, build, synthetic) | {"resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=1), encoding="utf-8")
    return descriptor


def export(tree: DataTree, build: Path) -> tuple[Path, dict[str, Any]]:
    """Write a build into a folder of its id, whole or not at all; an earlier export of it is replaced.

    Returns the folder and what its datapackage.json says. Refuses anything that lies outside the published builds.
    """
    if not build.resolve().is_relative_to(tree.builds):
        raise DataProblem(f"{build} is not one of the builds in {tree.builds}: nothing else is ever exported.")
    folder = tree.exports / build_id(build)
    begun = tree.exports / f".{build_id(build)}.{os.getpid()}"
    begun.mkdir(parents=True)
    try:
        descriptor = _write(build, begun)
        shutil.rmtree(folder, ignore_errors=True)
        begun.rename(folder)
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    return folder, descriptor
