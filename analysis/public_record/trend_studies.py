"""Studies of what changed: over England, in what is spent late and early, and by deprivation."""

from collections.abc import Iterable, Iterator
from functools import partial

import pandas as pd

from analysis.estimation import CannotFit
from analysis.evidence import SAMPLE, Evidence, Group, exposure_name
from analysis.public_record.group_studies import has_enough
from analysis.public_record.reading import PublicRecord
from analysis.public_record.trends import (
    EARLY,
    LATE,
    breaks_between,
    breaks_of,
    change_by_deprivation,
    changes,
    slope_over_years,
    spending_series,
)
from analysis.study import Rows, Study, Task

SOURCES = {"spend_": "mhclg_revenue_outturn", "spend_gross_": "dfe_lait"}
NET = "spend_"
SPENDING = [f"{prefix}{line}" for prefix in SOURCES for line in (*LATE, *EARLY)]
BUNDLES = {"late_spending": LATE, "early_spending": EARLY, "late_and_early_spending": (*LATE, *EARLY)}
CHANGED_BETWEEN = ((2012, 2019), (2014, 2019), (2019, 2025))


def _trend_tasks(evidence: Evidence) -> Iterable[Task]:
    record = evidence.record
    for indicator, rows in record.england.groupby("indicator_id"):
        about = {"dataset_id": record.dataset_id, "indicator_id": indicator}
        yield Task(about=about, do=partial(_national, rows, record))
    cells = record.cells(SPENDING)
    for prefix in SOURCES:
        yield Task(about={"dataset_id": record.dataset_id}, do=partial(_spending, cells, prefix, record))


def _national(rows: pd.DataFrame, record: PublicRecord) -> Rows:
    """Counts and rates of one indicator over England, of the newest vintage of each year."""
    by_year = rows.set_index("financial_year_end")
    indicator, source = str(rows["indicator_id"].iloc[0]), str(rows["source_id"].iloc[0])
    units = {"count": "count", "per_10k": "value"}
    known = {unit: by_year[column] for unit, column in units.items() if by_year[column].notna().sum() > 1}
    if not known:
        raise CannotFit("England is published for fewer than two years")
    found = pd.concat([changes(values).assign(unit=unit) for unit, values in known.items()])
    return _trends(found.assign(series=indicator), by_year["_release_id"], {indicator}, source, record)


def _spending(cells: pd.DataFrame, prefix: str, record: PublicRecord) -> Rows:
    """Sums over the authorities that reported every line that was published in the year."""
    indicators = {f"{prefix}{line}" for line in (*LATE, *EARLY)}
    lines = cells[cells["indicator_id"].isin(indicators)]
    if lines.empty:
        raise CannotFit("no spending by line is held")
    key = ["la_code", "financial_year_end"]
    wide = lines.pivot_table(index=key, columns="indicator_id", values="value", aggfunc="first")
    is_published = wide.notna().groupby("financial_year_end").transform("any")
    whole = wide[(wide.notna() | ~is_published).all(axis=1)]
    totals = whole.groupby("financial_year_end").sum(min_count=1)
    files = lines.groupby("financial_year_end")["_release_id"].max()
    rows = [changes(values).assign(series=name, unit=unit) for name, unit, values in spending_series(totals, prefix)]
    return _trends(pd.concat(rows), files, indicators, SOURCES[prefix], record)


def _trends(rows: pd.DataFrame, files: pd.Series, indicators: set[str], source: str, record: PublicRecord) -> Rows:
    spans = list(zip(rows["from_year"], rows["to_year"], strict=True))
    named = [", ".join(sorted({files[start], files[end]})) for start, end in spans]
    met = breaks_of(record.breaks, indicators, source)
    breaks = pd.Series(
        [breaks_between(met, start, end) for start, end in spans],
        index=rows.index,
        dtype=object,
    )
    return {"trends": rows.assign(dataset_id=record.dataset_id, release_ids=named, breaks_between=breaks)}


def _deprivation_tasks(evidence: Evidence) -> Iterable[Task]:
    record = evidence.record
    yield from _slope_tasks(evidence, record)
    cells = record.cells(SPENDING)
    for edition in record.editions:
        about = {"dataset_id": record.dataset_id, "level": "between_la", "exposure": exposure_name(edition)}
        for bundle in BUNDLES:
            for span in CHANGED_BETWEEN:
                yield Task(about=about, do=partial(_spent, cells, bundle, span, edition, record))


def _slope_tasks(evidence: Evidence, record: PublicRecord) -> Iterator[Task]:
    together: dict[tuple[str, str], list[Group]] = {}
    for group in evidence.of_authorities:
        if not has_enough(group) or (group.dataset_id == SAMPLE and not group.is_newest_edition):
            continue
        together.setdefault((group.indicator_id, group.exposure), []).append(group)
    for groups in together.values():
        about = {key: value for key, value in groups[0].about.items() if key != "financial_year_end"}
        yield Task(about=about, do=partial(_slopes, groups, record))


def _slopes(groups: list[Group], record: PublicRecord) -> Rows:
    """Of one indicator and exposure, over its years."""
    found, ends = slope_over_years({group.financial_year_end: group.areas for group in groups})
    first = groups[0]
    files = {each for group in groups for each in group.release_ids.split(", ")}
    sources = record.england.loc[record.england["indicator_id"] == first.indicator_id, "source_id"]
    source = str(sources.iloc[0]) if len(sources) else ""
    years = groups[0].financial_year_end, groups[-1].financial_year_end
    labels = {
        "dataset_id": first.dataset_id,
        "level": first.level,
        "series": first.indicator_id,
        "unit": "ln_score_per_year",
        "exposure": first.exposure,
        "breaks_between": breaks_between(breaks_of(record.breaks, {first.indicator_id}, source), *years),
        "release_ids": ", ".join(sorted(files)),
    }
    return {"deprivation_trends": pd.DataFrame([{**found.tidy(), **ends, **labels}])}


def _spent(cells: pd.DataFrame, bundle: str, span: tuple[int, int], edition: int, record: PublicRecord) -> Rows:
    """Net spending on the lines of the bundle, of authorities that have them all in both years."""
    indicators = [f"{NET}{line}" for line in BUNDLES[bundle]]
    lines = cells[cells["indicator_id"].isin(indicators) & cells["financial_year_end"].isin(span)]
    if lines.empty:
        raise CannotFit("no spending by line is held")
    key = ["la_code", "financial_year_end"]
    wide = lines.pivot_table(index=key, columns="indicator_id", values="value", aggfunc="first")
    wide = wide.reindex(columns=indicators)
    children = lines.groupby(key)["children_count"].max()
    spending = pd.DataFrame({"spend": wide.sum(axis=1, skipna=False), "children_count": children}).reset_index()
    rows = change_by_deprivation(spending, record.exposure(edition), *span)
    files = set(lines["_release_id"]) | record.files_of_indices(edition)
    labels = {
        "dataset_id": record.dataset_id,
        "level": "between_la",
        "series": bundle,
        "exposure": exposure_name(edition),
        "breaks_between": breaks_between(breaks_of(record.breaks, set(indicators), SOURCES[NET]), *span),
        "release_ids": ", ".join(sorted(files)),
    }
    return {"deprivation_trends": rows.assign(**labels)}


TRENDS = Study(name="trends", tasks=_trend_tasks, tables=("trends",))
DEPRIVATION_TRENDS = Study(name="deprivation_trends", tasks=_deprivation_tasks, tables=("deprivation_trends",))
