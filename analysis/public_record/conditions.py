"""Screening, rationing and churn: against deprivation, against demand, and rationing against churn."""

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pandas as pd

from analysis.estimation import CannotFit
from analysis.public_record.association import Association, rank_correlation, standardised, within_slope
from analysis.public_record.measures import BY_NAME, Measure

BETWEEN = "spearman"
WITHIN = "within_la"
WIDENING = "within_la_by_deprivation"
DEMAND = "referrals_rate"
YEARS_PER_DECADE = 10
POINTS = 10

KINDS_BY_DEMAND = ("screening", "rationing")


def pairs(known: list[str]) -> Iterator[tuple[Measure, Measure]]:
    """What is set against what: screening and rationing against referrals, rationing against churn."""
    measures = [BY_NAME[name] for name in known]
    churn = [each for each in measures if each.kind == "churn"]
    for measure in measures:
        if measure.kind in KINDS_BY_DEMAND and DEMAND in known:
            yield measure, BY_NAME[DEMAND]
        if measure.kind == "rationing":
            yield from ((measure, each) for each in churn)


def _row(measure: Measure, against: str, method: str, years: tuple[int, int], found: Association,
         rows_count: int) -> dict[str, object]:  # fmt: skip
    return {
        "measure": measure.name,
        "condition": measure.kind,
        "against": against,
        "method": method,
        "from_year": years[0],
        "to_year": years[1],
        **found.tidy(),
        "excluded_count": rows_count - found.rows_count,
    }


def _panel(measured: pd.DataFrame, y: str, x: pd.Series) -> pd.DataFrame:
    """Years in which anybody has both; what is missing in such a year is left out and counted."""
    panel = measured[["la_code", "financial_year_end"]].assign(y=measured[y], x=x)
    has_both = panel[["y", "x"]].notna().all(axis=1)
    return panel[panel["financial_year_end"].isin(panel.loc[has_both, "financial_year_end"].unique())]


def _by_year(measure: Measure, against: str, panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    years, values = panel["financial_year_end"].to_numpy(), panel[["y", "x"]].to_numpy(float)
    for year in np.unique(years):
        of_year = values[years == year]
        with suppress(CannotFit):
            found = rank_correlation(of_year[:, 0], of_year[:, 1])
            yield _row(measure, against, BETWEEN, (int(year), int(year)), found, len(of_year))


def _over_years(measure: Measure, against: str, method: str, panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    with suppress(CannotFit):
        found, years = within_slope(panel), panel["financial_year_end"]
        yield _row(measure, against, method, (int(years.min()), int(years.max())), found, len(panel))


def against_deprivation(measured: pd.DataFrame, exposure: pd.Series, name: str) -> pd.DataFrame:
    """Rank correlations by year of each measure with deprivation, then whether the gap widens.

    Deprivation does not change within an authority, so that what can be seen within authorities over time
    is how their change goes with it: standard deviations of the measure per ten years and +10 points.
    """
    rows: list[dict[str, object]] = []
    deprivation = measured["la_code"].map(exposure)
    for measure in (BY_NAME[each] for each in measured.columns if each in BY_NAME):
        panel = _panel(measured, measure.name, deprivation)
        rows.extend(_by_year(measure, name, panel))
        rows.extend(_widening(measure, name, panel))
    return pd.DataFrame(rows)


def _widening(measure: Measure, name: str, panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    decades = (panel["financial_year_end"] - panel["financial_year_end"].mean()) / YEARS_PER_DECADE
    by_time = panel.assign(y=standardised(panel["y"]), x=decades * (panel["x"] - panel["x"].mean()) / POINTS)
    yield from _over_years(measure, name, WIDENING, by_time)


def against_each_other(measured: pd.DataFrame) -> pd.DataFrame:
    """Each pair between authorities by year and within them over time, the slope in standard deviations.

    `shares_a_count`: the two have an indicator in common, which makes them go together by itself.
    """
    rows: list[dict[str, object]] = []
    for measure, other in pairs([name for name in measured.columns if name in BY_NAME]):
        panel = _panel(measured, measure.name, measured[other.name])
        found = list(_by_year(measure, other.name, panel))
        scaled = panel.assign(y=standardised(panel["y"]), x=standardised(panel["x"]))
        found.extend(_over_years(measure, other.name, WITHIN, scaled))
        rows.extend({**row, "shares_a_count": measure.shares_an_indicator(other)} for row in found)
    return pd.DataFrame(rows)
