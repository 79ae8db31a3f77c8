"""Numbers as a reader gets them."""

from collections.abc import Iterable

import pandas as pd

MINUS = "\N{MINUS SIGN}"
LEAST_P = 0.001


def counted(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def number(value: float, decimals: int = 1) -> str:
    """With thousands separated and a true minus sign; never "-0.0"."""
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", MINUS)


def ratios(*values: float) -> list[str]:
    """Two decimals, or as many more as it takes for no ratio beside 1 to read as 1.00."""
    decimals = next((d for d in (2, 3, 4) if all(value == 1 or round(value, d) != 1 for value in values)), 4)
    return [number(value, decimals) for value in values]


def p_value(p: float) -> str:
    """Three decimals, and never "p = 0.000"."""
    return f"p < {LEAST_P}" if p < LEAST_P else f"p = {number(p, 3)}"


def ratio_and_interval(ratio: float, low: float, high: float) -> str:
    """Neither the ratio nor an end reads as 1.00 where it is not."""
    ends = ratios(low, high)
    return f"{ratios(ratio)[0]} ({ends[0]} to {ends[1]})"


def interval(low: float, high: float, decimals: int = 1) -> str:
    return f"{number(low, decimals)} to {number(high, decimals)}"


def year_spans(years: Iterable[int]) -> str:
    """2013, 2014, 2015, 2020 -> "2013 to 2015, 2020"."""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans)


def or_blank(values: pd.Series, decimals: int) -> pd.Series:
    return values.map(lambda value: "" if pd.isna(value) else number(value, decimals))


def interval_or_blank(low: pd.Series, high: pd.Series, decimals: int = 1) -> list[str]:
    return ["" if pd.isna(one) else interval(one, other, decimals) for one, other in zip(low, high, strict=True)]
