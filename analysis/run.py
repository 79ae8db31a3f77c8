"""Every study on every data set that is present."""

from collections.abc import Iterable

import pandas as pd

from analysis.estimation import CannotFit
from analysis.evidence import Evidence
from analysis.study import Rows, Study, Task

Planned = tuple[Study, Task]


def planned(studies: Iterable[Study], evidence: Evidence) -> list[Planned]:
    """What is to be done, in order."""
    return [(study, task) for study in studies for task in study.tasks(evidence)]


def _done(study: Study, task: Task) -> Rows:
    try:
        return task.do()
    except CannotFit as reason:
        return {"not_fitted": pd.DataFrame([{**task.about, "study": study.name, "reason": str(reason)}])}


def together(parts: Iterable[Rows]) -> Rows:
    """The rows of each results table, of all parts in order."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        for table, rows in part.items():
            frames.setdefault(table, []).append(rows)
    return {table: pd.concat(of_table, ignore_index=True) for table, of_table in frames.items()}


def results_of(plan: Iterable[Planned]) -> Rows:
    """Rows by results table; what cannot be fitted is listed with its reason."""
    return together(_done(study, task) for study, task in plan)
