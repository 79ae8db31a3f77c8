"""Where things live. Everything a run writes is under one data directory."""

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCES = REPOSITORY / "ingestion" / "sources"
LAYOUTS = REPOSITORY / "ingestion" / "layouts"
DBT_PROJECT = REPOSITORY / "dbt_project"
PLACE_CHANGES = DBT_PROJECT / "seeds" / "place_changes.csv"
MODEL_LABELS = DBT_PROJECT / "seeds" / "models.csv"
PLACE_PARTS = DBT_PROJECT / "seeds" / "place_parts.csv"


@dataclass(frozen=True, slots=True)
class DataTree:
    """The folders of one data directory: the real one, or the sample's."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def official_layout(self) -> Path:
        """Where the sample writes its files in the publishers' layouts."""
        return self.root / "official"

    @property
    def verdicts(self) -> Path:
        return self.root / "verdicts"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def builds(self) -> Path:
        return self.warehouse / "builds"

    @property
    def current(self) -> Path:
        """The link to the published warehouse."""
        return self.warehouse / "current.duckdb"

    @property
    def exports(self) -> Path:
        """One folder per exported build: CSV, Parquet and datapackage.json."""
        return self.root / "exports"

    @property
    def reports(self) -> Path:
        """What changed between two builds, one folder per pair."""
        return self.root / "reports"

    @property
    def benchmark(self) -> Path:
        """Benchmark populations: synthetic counts and records, one folder per data set."""
        return self.root / "benchmark"

    @property
    def model_page(self) -> Path:
        """The dbt project as one page: its models, what they are built from and who reads them."""
        return self.root / "docs" / "index.html"

    @property
    def dbt(self) -> Path:
        """Working files of dbt: compiled SQL, logs, run results."""
        return self.root / "dbt"


def real_tree() -> DataTree:
    """The data directory of official files: `data/`, or wherever CSC_DATA_DIR points."""
    return DataTree(Path(os.environ.get("CSC_DATA_DIR", REPOSITORY / "data")).resolve())


def sample_tree() -> DataTree:
    """The data directory of the embedded sample, beside the real one and never mixed with it."""
    return DataTree(real_tree().root / "sample")


def private_tree() -> DataTree:
    """An authority's own records: never read unless asked by name, never exported."""
    return DataTree(real_tree().root / "private")


def published_warehouse() -> Path | None:
    """The versioned file to read: the real warehouse if there is one, else the sample, else None.

    The link is resolved, so that a reader keeps one build however often a new one is published.
    """
    for tree in (real_tree(), sample_tree()):
        if tree.current.exists():
            return tree.current.resolve()
    return None
