"""Authorities and slopes as tables of words for the screen."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.choice import Choice, upper_first
from analysis.model_labels import label
from analysis.sentences import Row
from analysis.sentences.absences import why
from analysis.sentences.gradients import exposure, ratio_with_interval
from analysis.sentences.numbers import interval, interval_or_blank, number, or_blank, ratios

SENSITIVITY = (
    "Measure of deprivation",
    "Authorities",
    "Model",
    "Rate ratio per 10 points (95% interval)",
    "Rate ratio per standard deviation",
)
LEVELS = {"between_la": "Between local authorities", "neighbourhood": "Synthetic neighbourhoods"}


def for_screen(areas: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """One row per authority, as words: the name is the row's header."""
    intervals = interval_or_blank(areas["rate_ci_low"], areas["rate_ci_high"])
    reasons = areas["missing_because"].map(lambda code: upper_first(why(code)))
    table = pd.DataFrame(
        {
            "Local authority": areas["la_name"],
            "People in income deprivation (%)": or_blank(areas["income_deprivation_pct"], 1),
            "Children in rural neighbourhoods (%)": or_blank(areas["rural_children_pct"], 0),
            choice.what: or_blank(areas["count"], 0),
            "Rate per 10,000 children": or_blank(areas["rate_per_10k"], 1),
            "95% interval of the rate": intervals,
            "Why there is no figure": reasons,
        }
    )
    return table.set_index("Local authority")


def models(gradients: Mapping[str, Row]) -> pd.DataFrame:
    """One row per model: the score per +10 percentage points and per standard deviation."""
    rows = [
        {
            "Model": f"{LEVELS[row['level']]}: {label(model)}",
            "Rate ratio per 10 points (95% interval)": ratio_with_interval(row),
            "Rate ratio per standard deviation": ratios(row["score_per_sd"])[0],
            "Areas": number(row["n_areas"], 0),
        }
        for model, row in gradients.items()
    ]
    return pd.DataFrame(rows).set_index("Model")


def _figure(row: Mapping[Any, Any], name: str, decimals: int) -> str:
    estimate, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    return "no figure" if pd.isna(estimate) else f"{number(estimate, decimals)} ({interval(low, high, decimals)})"


def trend_for_screen(trend: pd.DataFrame) -> pd.DataFrame:
    """One row per year: both gaps and the slope."""
    years = trend.to_dict("records")
    table = pd.DataFrame(
        {
            "Year ending 31 March": trend["financial_year_end"].astype(str),
            "Absolute gap per 10,000 children (95% interval)": [_figure(row, "sii", 1) for row in years],
            "Relative gap (95% interval)": [_figure(row, "rii", 2) for row in years],
            "Rate ratio per 10 points (95% interval)": [_figure(row, "score", 2) for row in years],
            "Local authorities": or_blank(trend["n_areas"], 0),
        }
    )
    return table.set_index("Year ending 31 March")


def ladder_for_screen(ladder: pd.DataFrame) -> pd.DataFrame:
    """One row per stage: the slope and both gaps, or why there is none."""
    found = ladder.to_dict("records")
    table = pd.DataFrame(
        {
            "Stage": ladder["label"],
            "Rate ratio per 10 points (95% interval)": [_figure(row, "score", 2) for row in found],
            "Absolute gap per 10,000 (SII)": [_figure(row, "sii", 1) for row in found],
            "Relative gap (RII)": [_figure(row, "rii", 2) for row in found],
            "Local authorities": or_blank(ladder["n_la"], 0),
            "Why there is no figure": ladder["reason"].fillna(""),
        }
    )
    return table.set_index("Stage")


def sensitivity_for_screen(fits: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "Measure of deprivation": exposure(row),
            "Authorities": str(row["subset"]).replace("_", " "),
            "Model": upper_first(label(row["model"])),
            "Rate ratio per 10 points (95% interval)": ratio_with_interval(row),
            "Rate ratio per standard deviation": ratios(row["score_per_sd"])[0],
        }
        for row in fits.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=SENSITIVITY).set_index("Measure of deprivation")
