"""The study of the conditions under which authorities work."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import pandas as pd

from analysis.estimation import CannotFit
from analysis.evidence import SAMPLE, Evidence, exposure_name
from analysis.public_record.conditions import against_deprivation, against_each_other
from analysis.public_record.measures import BY_NAME, CHILDREN, INDICATORS, measured
from analysis.public_record.reading import PublicRecord
from analysis.study import Rows, Study, Task


def _tasks(evidence: Evidence) -> Iterable[Task]:
    """Against deprivation and against each other; on the sample, which shows what results look like, the first."""
    record = evidence.record
    about = {"dataset_id": record.dataset_id, "level": "between_la"}
    cells = record.cells(INDICATORS)
    panel = measured(cells)
    is_sample = record.dataset_id == SAMPLE
    if not is_sample:
        yield Task(about=about, do=partial(_each_other, panel, cells, record))
    for edition in record.editions[-1:] if is_sample else record.editions:
        of_edition = {**about, "exposure": exposure_name(edition)}
        yield Task(about=of_edition, do=partial(_deprivation, panel, cells, record, edition))


def _each_other(panel: pd.DataFrame, cells: pd.DataFrame, record: PublicRecord) -> Rows:
    return _conditions(against_each_other(panel), cells, record, set())


def _deprivation(panel: pd.DataFrame, cells: pd.DataFrame, record: PublicRecord, edition: int) -> Rows:
    rows = against_deprivation(panel, record.exposure(edition), exposure_name(edition))
    return _conditions(rows.assign(shares_a_count=False), cells, record, record.files_of_indices(edition))


def _conditions(rows: pd.DataFrame, cells: pd.DataFrame, record: PublicRecord, indices: set[str]) -> Rows:
    if rows.empty:
        raise CannotFit("no two of the measures are published for enough authorities")
    held = cells[["indicator_id", "financial_year_end", "_release_id"]].drop_duplicates()
    by_year = held.groupby(["indicator_id", "financial_year_end"])["_release_id"].agg(set).to_dict()
    files = [_files(row, by_year, record) | indices for row in rows.to_dict("records")]
    named = [", ".join(sorted(each)) for each in files]
    return {
        "system_conditions": rows.assign(dataset_id=record.dataset_id, level="between_la", release_ids=named),
    }


def _files(row: dict[Any, Any], by_year: dict[Any, set[str]], record: PublicRecord) -> set[str]:
    measures = [BY_NAME[name] for name in (row["measure"], row["against"]) if name in BY_NAME]
    indicators = {name for measure in measures for name in measure.indicators}
    years = range(row["from_year"], row["to_year"] + 1)
    counts = set().union(*(by_year.get((name, year), set()) for name in indicators for year in years))
    return counts | (record.files_of_children if CHILDREN in indicators else set())


CONDITIONS = Study(name="system_conditions", tasks=_tasks, tables=("system_conditions",))
