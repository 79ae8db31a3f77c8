"""What a brief says over all stages of one authority, and how to read it."""

import pandas as pd

from analysis.sentences.absences import why
from analysis.sentences.areas import tally
from analysis.sentences.numbers import counted

NOTE = (
    "Not official statistics: our analysis of published tables. It compares local authorities as wholes and shows "
    "association, not cause. A high or a low rate is neither good nor bad in itself."
)
SYNTHETIC = (
    "Synthetic data: this place does not exist. Every figure was invented to show that the method works, and says "
    "nothing about England, about any authority or about any child."
)
HOW_TO_READ = [
    "Rates are per 10,000 children aged under 18. A 95% interval is the range of values that the data are compatible "
    "with; that of a rate shows chance variation alone.",
    "The same children are counted at several stages. Referrals, assessments, enquiries and conferences are events: a "
    "child can have several.",
    "Expected is what authorities of the same deprivation have on average, between local authorities, by a negative "
    "binomial curve. It is no target; its interval allows for authorities of the same deprivation to differ.",
    "Years carry the boundaries of today. A missing figure is not a zero.",
    "Neighbourhoods are LSOAs. No public table counts children's social care by neighbourhood: they show exposure.",
]
EXPOSURE = "Where its children live: exposure, not outcome"
NO_EXPECTED = "No stage has an expected number for this authority in its newest year."


def against_country(headlines: pd.DataFrame, name: str, country: str) -> str:
    """At how many stages the interval of the authority lies above, below or about the rate of the country."""
    known = headlines.dropna(subset=["rate_ci_low", "england_rate_per_10k"])
    above = int((known["rate_ci_low"] > known["england_rate_per_10k"]).sum())
    below = int((known["rate_ci_high"] < known["england_rate_per_10k"]).sum())
    absent = headlines[headlines["rate_per_10k"].isna()]
    reasons = [
        f"{', '.join(rows['label'])}: {why(code)}" for code, rows in absent.groupby("missing_because", sort=False)
    ]
    missing = (
        f" {counted(len(absent), 'stage has', 'stages have')} no figure ({'; '.join(reasons)})." if reasons else ""
    )
    return (
        f"**Of {counted(len(known), 'stage')} with a rate in its newest year, the interval of {name} lies above the "
        f"rate of {country} at {above} and below it at {below}; at {len(known) - above - below} the two cannot be "
        f"told apart.**{missing}"
    )


def against_expected(expected: pd.DataFrame, name: str) -> str:
    """The verdicts over all stages, each in its newest year."""
    if expected.empty:
        return NO_EXPECTED
    return (
        f"**Given the deprivation of {name}, between local authorities: of {counted(len(expected), 'stage')}, "
        f"{tally(expected)}.**"
    )


def more_problems(number: int) -> str:
    return f"{number} more, on the page My area."
