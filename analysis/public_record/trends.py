"""Change over the years: England's counts and rates, what is spent late and early, and the slopes themselves."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.genmod import families

from analysis.areas import Areas
from analysis.estimation import CannotFit
from analysis.gradient import POINTS, TOO_FEW_AREAS
from analysis.public_record.association import FEWEST_YEARS, Association, by_authority, slope_over_deprivation
from analysis.regression import errors_of, finished, fit_counts, refuse_unbounded

OF_THE_YEAR = ("covid", "missing_return", "partial_year")
Break = tuple[int, str, str]

SPANS = ((2013, 2019),)
LATE = ("looked_after", "safeguarding")
EARLY = ("family_support", "early_years")


def _change(series: pd.Series, start: int, end: int) -> dict[str, object]:
    first, last = float(series[start]), float(series[end])
    grew = last / first if first > 0 else np.nan
    return {
        "from_year": start,
        "to_year": end,
        "from_value": first,
        "to_value": last,
        "change_pct": 100 * (grew - 1),
        "change_pct_per_year": 100 * (grew ** (1 / (end - start)) - 1),
    }


def changes(series: pd.Series) -> pd.DataFrame:
    """From each known year to the next, between the ends, and over spans that publications quote; by year."""
    known = series.dropna().sort_index()
    years = [int(year) for year in known.index]
    if len(years) < 2:
        raise CannotFit("fewer than two years are known")
    spans = [*pairwise(years), (years[0], years[-1])]
    spans += [span for span in SPANS if set(span) <= set(years)]
    return pd.DataFrame([_change(known, start, end) for start, end in dict.fromkeys(spans)])


def spending_series(totals: pd.DataFrame, prefix: str) -> Iterator[tuple[str, str, pd.Series]]:
    """Late spending as a share of late and early, by year, then each line; name, unit and values.

    `totals`: one row per year, one column per line, over authorities that reported every line of that year.
    Late is looked-after children and safeguarding, early is family support and Sure Start.
    The share without Sure Start reaches back to before its line was published.
    """
    lines = {line: totals[f"{prefix}{line}"] for line in (*LATE, *EARLY) if f"{prefix}{line}" in totals}
    if not set(LATE) <= set(lines) or "family_support" not in lines:
        raise CannotFit("the lines of late and early spending are not published together")
    late = lines["looked_after"] + lines["safeguarding"]
    if "early_years" in lines:
        yield f"{prefix}late_share", "pct", 100 * late / (late + lines["family_support"] + lines["early_years"])
    yield f"{prefix}late_share_without_early_years", "pct", 100 * late / (late + lines["family_support"])
    for line, values in lines.items():
        yield f"{prefix}{line}", "gbp", values


def breaks_of(breaks: pd.DataFrame, indicators: set[str], source: str) -> list[Break]:
    """What breaks a series of England's: rows of meta.trend_breaks about it or about all, without boundaries."""
    of_source = breaks["source_id"].isna() | (breaks["source_id"] == source)
    of_indicator = breaks["indicator_id"].isna() | breaks["indicator_id"].isin(indicators)
    met = breaks[of_source & of_indicator & (breaks["kind"] != "boundary")].sort_values("financial_year_end")
    return list(zip(met["financial_year_end"], met["kind"], met["note"], strict=True))


def breaks_between(breaks: list[Break], start: int, end: int) -> str | None:
    """The notes on what makes two years hard to compare, earliest first.

    A definition breaks the step into its year; a pandemic, a missing return or a partial year is in the year itself.
    """
    met = [
        f"{year}: {note}"
        for year, kind, note in sorted(breaks)
        if start < year <= end or (year == start and kind in OF_THE_YEAR)
    ]
    return "; ".join(dict.fromkeys(met)) or None


def _every_year(usable: Mapping[int, Areas]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All years' areas in one frame, and their design: effects of years, the slope and its change per year."""
    rows = pd.concat([areas.rows.assign(year=year) for year, areas in usable.items()], ignore_index=True)
    design = pd.get_dummies(rows["year"], dtype=float)
    design.columns = design.columns.astype(str)
    since = rows["year"] - rows["year"].mean()
    return rows, design.assign(exposure=rows["exposure_pct"], by_year=rows["exposure_pct"] * since)


def _fit(rows: pd.DataFrame, design: pd.DataFrame) -> Any:
    """Poisson, log link, errors clustered by authority."""
    return fit_counts(
        rows["events_count"],
        design,
        family=families.Poisson(),
        groups=rows["la_code"],
        offset=np.log(rows["children_count"]),
    )


def slope_over_years(by_year: Mapping[int, Areas]) -> tuple[Association, dict[str, object]]:
    """How fast the slope changes: ln of the score per year, from one Poisson model of all years.

    Errors are clustered by authority, whose years are not independent. Beside it the fitted scores of both
    ends and how many returns were left out.
    """
    enough = {year: areas for year, areas in by_year.items() if areas.areas_count >= TOO_FEW_AREAS}
    usable = {year: areas for year, areas in enough.items() if areas.events_count > 0}
    if len(usable) < FEWEST_YEARS:
        raise CannotFit(f"only {len(usable)} years have enough authorities and an event")
    rows, design = _every_year(usable)
    fitted = finished(_fit(rows, design))
    change = POINTS * float(fitted.params["by_year"])
    found = by_authority(change, POINTS * float(errors_of(fitted)["by_year"]), rows["la_code"])
    ends = min(usable), max(usable)
    middle, year_mean = POINTS * float(fitted.params["exposure"]), float(rows["year"].mean())
    log_scores = [middle + change * (year - year_mean) for year in ends]
    refuse_unbounded([*log_scores, found.ci_low, found.ci_high])
    return found, {
        "from_year": ends[0],
        "to_year": ends[1],
        "from_value": float(np.exp(log_scores[0])),
        "to_value": float(np.exp(log_scores[1])),
        "excluded_count": sum(areas.excluded_count for areas in usable.values()),
    }


def change_by_deprivation(spending: pd.DataFrame, exposure: pd.Series, start: int, end: int) -> pd.DataFrame:
    """Did spending change otherwise where deprivation is higher? On two scales, per +10 points; two rows.

    `spending`: la_code, financial_year_end, spend, children_count. `ln_change`: ln of the later over the
    earlier spending, so that 0 is the same proportion everywhere; `change_per_child`: pounds per child.
    """
    before, after = (spending[spending["financial_year_end"] == year].set_index("la_code") for year in (start, end))
    codes = before.index.union(after.index)
    before, after = before.reindex(codes), after.reindex(codes)
    first, last = (rows["spend"].where(rows["spend"] > 0) for rows in (before, after))
    grew = np.log(last / first)
    per_child = after["spend"] / after["children_count"] - before["spend"] / before["children_count"]
    deprivation = codes.to_series().map(exposure)
    rows: list[dict[str, object]] = []
    for unit, change in (("ln_change", grew), ("change_per_child", per_child)):
        with suppress(CannotFit):
            found = slope_over_deprivation(change, deprivation)
            left_out = {"excluded_count": len(codes) - found.las_count}
            rows.append({"unit": unit, "from_year": start, "to_year": end, **found.tidy(), **left_out})
    if not rows:
        raise CannotFit(f"too few authorities have spending in both {start} and {end}")
    return pd.DataFrame(rows)
