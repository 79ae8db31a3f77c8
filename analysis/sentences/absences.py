"""Why a figure is not there, in words: missing is never zero."""

from typing import Any

import pandas as pd

from analysis.sentences.numbers import counted

NAMED_AT_MOST = 5
REASONS = {
    "suppressed": "suppressed by the publisher to protect confidentiality",
    "not_available": "not available: the publisher has no usable figure",
    "not_applicable": "not applicable, as the publisher marks it",
    "low_reliability": "withheld by the publisher because of low reliability",
    "rounds_to_zero": "rounded to zero by the publisher, though it is not zero",
    "no_children_count": "no rate: the number of children there is not published for the year",
    "divided": "no figure on today's boundaries: counted for a larger authority that was divided since",
    "no_row": "the publication has no row for it",
    "no_deprivation": "no deprivation figure in this edition of the Indices",
}


def missing(areas: pd.DataFrame) -> str:
    """How many authorities have no figure, which, and the publisher's reason."""
    absent = areas[areas["missing_because"].notna()]
    total = counted(len(areas), "local authority", "local authorities")
    if absent.empty:
        return f"All {total} have a published figure."
    reasons = [
        f"{_names(names)} ({REASONS.get(str(reason), reason)})"
        for reason, names in absent.groupby("missing_because", sort=False)["la_name"]
    ]
    has = "has" if len(absent) == 1 else "have"
    return f"{len(absent)} of {total} {has} no figure here: {'; '.join(reasons)}."


def _names(names: pd.Series) -> str:
    more = len(names) - NAMED_AT_MOST
    shown = ", ".join(names.head(NAMED_AT_MOST))
    return f"{shown} and {counted(more, 'other')}" if more > 0 else shown


def why(code: Any) -> str:
    """The reason of one cell, or nothing where there is a figure."""
    return "" if pd.isna(code) else REASONS.get(str(code), str(code))
