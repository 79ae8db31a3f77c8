"""What a map shows, for those who do not see it."""

import pandas as pd

from analysis.choice import Choice
from analysis.sentences.numbers import counted, interval, number

NO_FIGURE = "No figure"


def authorities(rates: pd.DataFrame, choice: Choice) -> str:
    known = rates["rate_per_10k"].dropna()
    places = counted(len(known), "authority", "authorities")
    if known.empty:
        return f"No authority has a rate of {choice.thing} {choice.when}."
    return (
        f"Rates of {choice.thing} {choice.when} in {places} go from {interval(known.min(), known.max())} per 10,000 "
        "children."
    )


def fifths(rates: pd.DataFrame) -> dict[int, str]:
    """The range of rates in each fifth of the authorities, lowest first."""
    found = rates.dropna(subset="rate_per_10k").groupby("rate_fifth")["rate_per_10k"].agg(["min", "max"])
    return {int(str(fifth)): interval(row["min"], row["max"]) for fifth, row in found.iterrows()}


def neighbourhoods(rows: pd.DataFrame, name: str, choice: Choice) -> str:
    """How deprived and how rural the neighbourhoods of an authority are: exposure only."""
    if rows.empty:
        return f"The Indices of {choice.imd_edition} have no neighbourhood of {name}."
    most = int((rows["imd_decile"] == 1).sum())
    deprived = rows["income_deprivation_pct"]
    rural = rows["is_rural"].dropna()
    countryside = f"; {number(100 * rural.mean(), 0)}% of them are rural" if len(rural) else ""
    return (
        f"Of the {counted(len(rows), 'neighbourhood')} of {name}, {most} are in the most deprived tenth of the country "
        f"(tenth 1, Indices of Deprivation {choice.imd_edition}), with {interval(deprived.min(), deprived.max())}% of "
        f"people in income deprivation{countryside}."
    )
