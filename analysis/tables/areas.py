"""Authorities and neighbourhoods as tables of words for the screen."""

from collections.abc import Mapping

import pandas as pd

from analysis.choice import Choice, upper_first
from analysis.sentences.absences import why
from analysis.sentences.areas import VERDICTS, against
from analysis.sentences.numbers import interval_or_blank, number, or_blank


def _whole(values: pd.Series) -> pd.Series:
    return or_blank(values.astype("Float64"), 0)


def by_year(series: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """A row per year and a column per place; a missing figure says why."""
    shown = series[series["series"].isin(names)]
    cells = [
        upper_first(why(row["missing_because"])) if pd.isna(row["rate_per_10k"]) else number(row["rate_per_10k"])
        for row in shown.to_dict("records")
    ]
    table = shown.assign(cell=cells, year=shown["financial_year_end"].map(str), name=shown["series"].map(names))
    wide = table.pivot_table(index="year", columns="name", values="cell", aggfunc="first").fillna("No row")
    return wide[list(names.values())].rename_axis(index="Year ending 31 March", columns=None)


def headlines(rows: pd.DataFrame) -> pd.DataFrame:
    """Each stage beside the country, with where the interval lies."""
    verdicts = [
        upper_first(why(row["missing_because"]))
        if pd.isna(row["rate_per_10k"])
        else upper_first(against(row, row["england_rate_per_10k"]))
        for row in rows.to_dict("records")
    ]
    table = pd.DataFrame(
        {
            "Stage": rows["label"],
            "Year": rows["financial_year_end"].map(str),
            "Count": _whole(rows["count"]),
            "Rate per 10,000 children": or_blank(rows["rate_per_10k"], 1),
            "95% interval": interval_or_blank(rows["rate_ci_low"], rows["rate_ci_high"]),
            "Whole country": or_blank(rows["england_rate_per_10k"], 1),
            "Reading": verdicts,
        }
    )
    return table.set_index("Stage")


def expected(rows: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Stage": rows["label"],
            "Observed": or_blank(rows["observed"], 0),
            "Expected": or_blank(rows["expected"], 0),
            "Ratio": or_blank(rows["ratio"], 2),
            "95% interval": interval_or_blank(rows["ratio_low"], rows["ratio_high"], 2),
            "Reading": rows["verdict"].map(lambda verdict: upper_first(VERDICTS.get(verdict, str(verdict)))),
        }
    )
    return table.set_index("Stage")


def authorities(rows: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Local authority": rows["la_name"],
            "Region": rows["region_name"],
            choice.what: _whole(rows["count"]),
            "Children": _whole(rows["children_count"]),
            "Rate per 10,000 children": or_blank(rows["rate_per_10k"], 1),
            "95% interval of the rate": interval_or_blank(rows["rate_ci_low"], rows["rate_ci_high"]),
            "Why there is no figure": rows["missing_because"].map(lambda code: upper_first(why(code))),
        }
    )
    return table.set_index("Local authority")


def profile(rows: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "National tenth (1 = most deprived)": rows["imd_decile"].map(str),
            "Neighbourhoods": _whole(rows["lsoas_count"]),
            "Children aged 0 to 17": _whole(rows["children_count"]),
            "Share of children (%)": or_blank(rows["children_pct"], 1),
            "Whole country (%)": or_blank(rows["england_children_pct"], 1),
        }
    )
    return table.set_index("National tenth (1 = most deprived)")


def neighbourhoods(rows: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Neighbourhood (LSOA)": rows["lsoa_code"],
            "National tenth (1 = most deprived)": rows["imd_decile"].map(str),
            "People in income deprivation (%)": or_blank(rows["income_deprivation_pct"], 1),
            "Rural or urban": rows["rural_urban_name"].fillna("not classified"),
            "Children aged 0 to 17": _whole(rows["children_0_17_count"]),
        }
    )
    return table.set_index("Neighbourhood (LSOA)")


def funnel(rows: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Local authority": rows["la_name"],
            "Observed": or_blank(rows["observed"], 0),
            "Expected": or_blank(rows["expected"], 0),
            "Observed over expected": or_blank(rows["ratio"], 2),
            "95% limits": interval_or_blank(rows["limit_low_95"], rows["limit_high_95"], 2),
            "99.8% limits": interval_or_blank(rows["limit_low_998"], rows["limit_high_998"], 2),
        }
    )
    return table.set_index("Local authority").sort_index()
