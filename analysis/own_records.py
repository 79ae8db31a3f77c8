"""Gradients over the neighbourhoods of one authority, from its own records."""

from functools import partial

import pandas as pd

from analysis.areas import complete
from analysis.estimation import CannotFit
from analysis.evidence import exposure_name
from analysis.gradient import fit_nb2, fit_poisson

MODELS = (("poisson", partial(fit_poisson, errors="HC1")), ("nb2", partial(fit_nb2, errors=None)))
STAGES = ("referral", "assessment", "cin", "s47", "icpc", "cpp", "cla")


def over_all_years(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per neighbourhood: events and child-years add up; an incomplete year leaves the sum missing."""
    key = ["area_code", "la_code"]
    summed = rows.groupby(key, sort=True, dropna=False)
    return summed.agg(
        events_count=("events_count", partial(pd.Series.sum, skipna=False)),
        children_count=("children_count", partial(pd.Series.sum, skipna=False)),
        exposure_pct=("exposure_pct", "first"),
    ).reset_index()


def own_gradients(rows: pd.DataFrame) -> pd.DataFrame:
    """The slope of each stage over all its years: Poisson with robust errors, NB2 beside it.

    `rows` as warehouse.neighbourhoods gives them. Columns of results.gradients, with first_year, `note` where NB2 found
    no overdispersion, and `reason` where a model could not be fitted. At full precision: to be released, a row has to
    be rounded first (ingestion/model_rows.py).
    """
    found = []
    for stage in [stage for stage in STAGES if (rows["stage"] == stage).any()]:
        of_stage = rows[rows["stage"] == stage]
        areas = complete(over_all_years(of_stage))
        label = {
            "stage": stage,
            "indicator_id": of_stage["indicator_id"].iloc[0],
            "first_year": int(of_stage["financial_year_end"].min()),
            "financial_year_end": int(of_stage["financial_year_end"].max()),
            "exposure": exposure_name(int(of_stage["imd_edition"].iloc[0])),
        }
        for model, fit in MODELS:
            try:
                tidy = fit(areas, name=model).tidy()
            except CannotFit as reason:
                tidy = pd.DataFrame([{"model": model, "term": "exposure", "reason": str(reason)}])
            found.append(tidy[tidy["term"] == "exposure"].assign(**label))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
