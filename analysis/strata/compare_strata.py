"""The study of strata: the gradient of each group of children, and whether they are the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analysis.areas import Areas
from analysis.estimation import CannotFit
from analysis.evidence import SAMPLE, Evidence, exposure_name
from analysis.gradient import require_two_authorities
from analysis.regression import refuse_unbounded
from analysis.releases import release_ids
from analysis.strata.designs import Model, level_and_slope, slope_at_mean_authority
from analysis.strata.equality import adjust, equal_slopes, fit_strata, lowest_to_highest, pairs_count, strata_of, trend
from analysis.strata.joint import JointFit, gradients_of
from analysis.strata.warehouse import Division, cells, las_count
from analysis.study import Rows, Study, Task

NAME = "strata"
COMPARED = ("sex", "age", "ethnicity", "plan_category", "factor")
SCHOOL_AGE = 5
MODELS: Mapping[str, Callable[[Areas], Model]] = {
    "pooled_poisson": lambda _: level_and_slope,
    "pooled_poisson_by_ln_la": slope_at_mean_authority,
}


def school_ages(names: Iterable[str]) -> dict[str, float]:
    """The strata that are single years of age from 5, which the published gradients are of."""
    return {name: float(name) for name in names if name.isdecimal() and int(name) >= SCHOOL_AGE}


def _trend_columns(fit: JointFit, ages: Mapping[str, float]) -> dict[str, object]:
    names = ("trend_per_year", "trend_se", "trend_low", "trend_high", "trend_p")
    if len(ages) < 3:
        return dict.fromkeys(names)
    found = trend(fit, ages)
    return dict(zip(names, (found.estimate, found.se, *found.ci(), found.p_value), strict=True))


def tested(fit: JointFit) -> dict[str, object]:
    """One row of results.strata_tests, without its labels and p_adjusted."""
    test, pairs = equal_slopes(fit), pairs_count(fit)
    lowest, highest, ratio = lowest_to_highest(fit)
    scores = dict(zip(fit.names, np.exp(fit.log_scores), strict=True))
    refuse_unbounded(ratio.ci(pairs))
    low, high = np.exp(ratio.ci(pairs))
    return {
        "n_strata": len(fit.names),
        "f_statistic": test.statistic,
        "df_num": test.df_num,
        "df_den": test.df_den,
        "p_value": test.p_value,
        "lowest_stratum": lowest,
        "lowest_score": scores[lowest],
        "highest_stratum": highest,
        "highest_score": scores[highest],
        "score_ratio": float(np.exp(ratio.estimate)),
        "score_ratio_low": low,
        "score_ratio_high": high,
        **_trend_columns(fit, school_ages(fit.names)),
        "n_areas": max(areas.areas_count for areas in fit.parts.values()),
        "n_la": fit.las_count,
        "events_count": sum(areas.events_count for areas in fit.parts.values()),
        "excluded_count": sum(areas.excluded_count for areas in fit.parts.values()),
    }


def compare(parts: Mapping[str, Areas], refused: Mapping[str, str], model: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The gradients of the strata, and the one row of their test; strata that cannot carry a slope are in its note."""
    if not parts:
        reasons = "; ".join(sorted(set(refused.values()))) or "there is none"
        raise CannotFit(f"no stratum can carry a slope: {reasons}")
    fit = fit_strata(parts, MODELS[model](next(iter(parts.values()))))
    gradients = [found.tidy().assign(stratum=stratum) for stratum, found in gradients_of(fit, model).items()]
    left_out = "; ".join(f"{stratum} is left out: {reason}" for stratum, reason in refused.items())
    test = pd.DataFrame([tested(fit)]).assign(model=model, note=left_out or None)
    return pd.concat(gradients, ignore_index=True), test


def about(division: Division) -> dict[str, Any]:
    """The columns that label every result of the division."""
    return {
        "dataset_id": division.dataset_id,
        "level": "neighbourhood",
        "indicator_id": division.indicator_id,
        "financial_year_end": division.financial_year_end,
        "exposure": exposure_name(division.imd_edition),
        "stratum_type": division.stratum_type,
    }


def _rows_of(
    connection: duckdb.DuckDBPyConnection, releases: pd.DataFrame, division: Division
) -> Iterator[tuple[str, pd.DataFrame]]:
    of_division = cells(connection, division)
    more: dict[str, Any] = {
        "stage": division.stage,
        "release_ids": release_ids(of_division, releases, division.imd_edition, "neighbourhood"),
    }
    parts, refused = strata_of(of_division)
    for model in MODELS:
        try:
            gradients, test = compare(parts, refused, model)
        except CannotFit as reason:
            refusal = pd.DataFrame([{"study": NAME, "reason": f"{model}: {reason}"}])
            yield "not_fitted", refusal.assign(**about(division))
        else:
            yield "gradients", gradients.assign(**about(division), **more)
            yield "strata_tests", test.assign(**about(division), **more)


def compare_all(connection: duckdb.DuckDBPyConnection, releases: pd.DataFrame, of_data_set: Sequence[Division]) -> Rows:
    """Every division of one data set: its tests are adjusted together, by model."""
    require_two_authorities(las_count(connection, of_data_set[0]))
    frames: dict[str, list[pd.DataFrame]] = {}
    for division in of_data_set:
        for table, rows in _rows_of(connection, releases, division):
            frames.setdefault(table, []).append(rows)
    results = {table: pd.concat(of_table, ignore_index=True) for table, of_table in frames.items()}
    if "strata_tests" in results:
        tests = results["strata_tests"]
        tests["p_adjusted"] = tests.groupby("model")["p_value"].transform(adjust)
    return results


def _tasks(evidence: Evidence) -> Iterable[Task]:
    wanted = [
        division
        for division in evidence.divisions
        if division.stratum_type in COMPARED and division.dataset_id != SAMPLE
    ]
    for dataset_id, of_data_set in groupby(wanted, key=attrgetter("dataset_id")):
        yield Task(
            about={"dataset_id": dataset_id, "level": "neighbourhood"},
            do=partial(compare_all, evidence.connection, evidence.releases, list(of_data_set)),
        )


STRATA = Study(
    name=NAME,
    tasks=_tasks,
    tables=("strata_tests",),
    gradients={"level": ("neighbourhood",), "stratum_type": COMPARED},
)
