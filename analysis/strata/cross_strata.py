"""The study of strata crossed with the deprivation of where children live."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from analysis.evidence import SAMPLE, Evidence
from analysis.multilevel import MultilevelFit
from analysis.releases import release_ids
from analysis.strata.compare_strata import about
from analysis.strata.maihda import Maihda, crossed, crossing_rows, fit_maihda, quintile_of
from analysis.strata.warehouse import Division, cells, national_exposure
from analysis.study import Rows, Study, Task

NAME = "maihda"
CROSSED = ("sex", "age", "ethnicity", "plan_category")
QUINTILE = "deprivation_quintile"
AGE_BANDS = {"under_1": 0, "1_to_4": 1, "5_to_9": 5, "10_to_15": 10, "16_to_17": 16}


def age_band(age: pd.Series) -> pd.Series:
    """The band of the published returns that each single year of age, given as text, belongs to."""
    edges = [*AGE_BANDS.values(), 18]
    return pd.cut(age.astype(int), edges, right=False, labels=list(AGE_BANDS)).astype(str)


def _of_model(found: Maihda, fit: MultilevelFit, name: str) -> dict[str, object]:
    return {
        f"{name}_variance": float(fit.random_covariance[0, 0]),
        f"{name}_vpc": found.vpc(fit),
        f"{name}_median_rate_ratio": found.median_rate_ratio(fit),
    }


def summary_row(found: Maihda) -> pd.DataFrame:
    """One row of results.maihda, without labels."""
    return pd.DataFrame(
        [
            {
                "dimensions": ", ".join(found.dimensions),
                "n_crossings": found.crossings_count,
                **_of_model(found, found.null, "null"),
                **_of_model(found, found.additive, "additive"),
                "pcv": found.pcv,
                "pcv_adjusted": found.pcv_adjusted,
                "n_la": found.rows["la_code"].nunique(),
                "events_count": int(found.rows["events_count"].sum()),
                "converged": found.null.converged and found.additive.converged,
                "note": found.note,
            }
        ]
    )


def cross(strata_cells: pd.DataFrame, stratum_type: str, national: pd.Series) -> tuple[Maihda, int]:
    """A division crossed with national fifths of deprivation, and how many cells were left out."""
    stratum = strata_cells["stratum"]
    named = strata_cells.assign(**{QUINTILE: quintile_of(strata_cells["exposure_pct"], national).astype("Int64")})
    named[stratum_type] = age_band(stratum) if stratum_type == "age" else stratum
    dimensions = (stratum_type, QUINTILE)
    crossings, excluded_count = crossed(named, dimensions)
    return fit_maihda(crossings, dimensions), excluded_count


def _cross(connection: duckdb.DuckDBPyConnection, releases: pd.DataFrame, division: Division) -> Rows:
    of_division = cells(connection, division)
    national = national_exposure(connection, division.imd_edition)
    found, excluded_count = cross(of_division, division.stratum_type, national)
    labels: dict[str, Any] = {
        "stage": division.stage,
        "release_ids": release_ids(of_division, releases, division.imd_edition, "neighbourhood"),
    }
    labels |= {name: value for name, value in about(division).items() if name != "stratum_type"}
    return {
        "maihda": summary_row(found).assign(excluded_count=excluded_count, **labels),
        "maihda_strata": crossing_rows(found).assign(dimensions=", ".join(found.dimensions), **labels),
    }


def _tasks(evidence: Evidence) -> Iterable[Task]:
    for division in evidence.divisions:
        if division.stratum_type in CROSSED and division.dataset_id != SAMPLE:
            yield Task(about=about(division), do=partial(_cross, evidence.connection, evidence.releases, division))


MAIHDA = Study(name=NAME, tasks=_tasks, tables=("maihda", "maihda_strata"))
