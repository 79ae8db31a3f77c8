"""Whether the gap changes over the years, in words."""

from math import expm1

import pandas as pd

from analysis.choice import Choice
from analysis.sentences import Row
from analysis.sentences.numbers import interval, number, ratios

NOT_KNOWN = "Whether the slope between local authorities changes over the years could not be estimated."
GAPS = {
    "sii": "Absolute gap between the ends of the ranking between local authorities, per 10,000 children",
    "rii": "Relative gap between the ends of the ranking between local authorities",
}


def change(found: Row | None, choice: Choice) -> str:
    """The yearly change of the rate ratio with its interval, or that it is not known."""
    if found is None:
        return NOT_KNOWN
    yearly, low, high = (100 * expm1(found[name]) for name in ("estimate", "ci_low", "ci_high"))
    verdict = "no clear change" if low <= 0 <= high else "a rise" if low > 0 else "a fall"
    return (
        f"**From {found['from_year']} to {found['to_year']} the rate ratio of {choice.thing} between local authorities "
        f"changed by {number(yearly)}% a year (95% interval {interval(low, high)}): {verdict}.** The model's line goes "
        f"from {ratios(found['from_value'])[0]} to {ratios(found['to_value'])[0]} per 10 percentage points."
    )


def gap_key(years: pd.DataFrame, name: str, covid: list[int]) -> str:
    """What the marks are, what is shaded, and the years that have none."""
    missing = [str(int(year)) for year in years.loc[years[name].isna(), "financial_year_end"]]
    shaded = f" Grey: years of the pandemic ({', '.join(map(str, covid))})." if covid else ""
    no_figure = f" No figure for {', '.join(missing)}." if missing else ""
    return f"Each dot is a year, with its 95% interval; the dashed line is no gap.{shaded}{no_figure}"


def gap_alt(years: pd.DataFrame, name: str) -> str:
    known = years.dropna(subset=name)
    if known.empty:
        return "No year has a gap."
    decimals = 2 if name == "rii" else 1
    ends = [
        f"{number(row[name], decimals)} in {int(row['financial_year_end'])} (95% interval "
        f"{interval(row[f'{name}_low'], row[f'{name}_high'], decimals)})"
        for _, row in known.iloc[[0, -1]].iterrows()
    ]
    return f"{GAPS[name]}, by year: from {ends[0]} to {ends[1]}."
