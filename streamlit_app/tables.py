"""The authorities as a table: for the screen, and as a file that carries no formula."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from streamlit_app.choice import Choice, upper_first
from streamlit_app.sentences import REASONS, Row, interval, number, ratio_with_interval, ratios

FORMULA = re.compile(r"\s*[=+\-@]|[\t\r\n]")
MODELS = {
    "poisson": "Between local authorities: Poisson, robust errors",
    "nb2": "Between local authorities: negative binomial (NB2)",
    "pooled_poisson": "Synthetic neighbourhoods: Poisson, errors clustered by authority",
}


def _or_blank(values: pd.Series, decimals: int) -> pd.Series:
    return values.map(lambda value: "" if pd.isna(value) else number(value, decimals))


def for_screen(areas: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """One row per authority, as words: the name is the row's header."""
    intervals = [
        "" if pd.isna(low) else interval(low, high)
        for low, high in zip(areas["rate_ci_low"], areas["rate_ci_high"], strict=True)
    ]
    reasons = areas["missing_because"].map(lambda code: "" if pd.isna(code) else upper_first(REASONS.get(code, code)))
    table = pd.DataFrame(
        {
            "Local authority": areas["la_name"],
            "People in income deprivation (%)": _or_blank(areas["income_deprivation_pct"], 1),
            choice.what: _or_blank(areas["count"], 0),
            "Rate per 10,000 children": _or_blank(areas["rate_per_10k"], 1),
            "95% interval of the rate": intervals,
            "Why there is no figure": reasons,
        }
    )
    return table.set_index("Local authority")


def models(gradients: Mapping[str, Row]) -> pd.DataFrame:
    """One row per model: the score per +10 percentage points and per standard deviation."""
    rows = [
        {
            "Model": MODELS[model],
            "Rate ratio per 10 points (95% interval)": ratio_with_interval(row),
            "Rate ratio per standard deviation": ratios(row["score_per_sd"])[0],
            "Areas": number(row["n_areas"], 0),
        }
        for model, row in gradients.items()
    ]
    return pd.DataFrame(rows).set_index("Model")


def trend_for_screen(trend: pd.DataFrame) -> pd.DataFrame:
    def cell(row: Mapping[Any, Any]) -> str:
        return "no figure" if pd.isna(row["score"]) else ratio_with_interval(row)

    table = pd.DataFrame(
        {
            "Year ending 31 March": trend["financial_year_end"].astype(str),
            "Rate ratio per 10 points (95% interval)": [cell(row) for row in trend.to_dict("records")],
            "Local authorities": _or_blank(trend["n_areas"], 0),
        }
    )
    return table.set_index("Year ending 31 March")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def csv(areas: pd.DataFrame) -> bytes:
    """The same rows unrounded; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    texts = areas.select_dtypes(["object", "str"])
    return areas.assign(**texts.map(_harmless)).to_csv(index=False).encode("utf-8")


def csv_name(choice: Choice, build: Path) -> str:
    """Says what the file holds, for when, against what, and from which build."""
    kind = "synthetic__" if choice.is_synthetic else ""
    year, edition = choice.financial_year_end, choice.imd_edition
    return f"{kind}{choice.indicator_id}_by_authority__to_{year}-03-31__indices_{edition}__{build.stem}.csv"
