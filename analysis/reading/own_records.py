"""What an authority's own records showed, where whoever starts the app names them: `CSC_EXTRACT=extract_e06000001`.

Read are the tables that have passed disclosure control, which `make extract` writes; the private warehouse never is.
"""

import os
import re
from pathlib import Path

import pandas as pd

from ingestion.paths import real_tree

NAMED_BY = "CSC_EXTRACT"
NAME = re.compile(r"extract_[a-z0-9_]+")


def named() -> str | None:
    """The data set that was named to be shown; None, as by default, where nobody named one."""
    return os.environ.get(NAMED_BY) or None


def _released(dataset_id: str, file: str) -> Path:
    return real_tree().exports / dataset_id / file


def is_released(dataset_id: str) -> bool:
    return bool(NAME.fullmatch(dataset_id)) and _released(dataset_id, "gradients.csv").exists()


def _rows(dataset_id: str, file: str, column: str, value: str) -> pd.DataFrame:
    """Rows of one kind; none from a table in which nothing was allowed to be."""
    found = pd.read_csv(_released(dataset_id, file), dtype={"stratum": str})
    return found[found[column] == value].reset_index(drop=True) if column in found else pd.DataFrame()


def gradients(dataset_id: str) -> pd.DataFrame:
    """The slope of each stage over the authority's neighbourhoods, as far as enough is behind it."""
    return _rows(dataset_id, "gradients.csv", "model", "poisson")


def counts(dataset_id: str) -> pd.DataFrame:
    """Events by stage, year and fifth of the authority's neighbourhoods (1 = most deprived); small ones are hidden."""
    return _rows(dataset_id, "counts.csv", "stratum_type", "fifth")
