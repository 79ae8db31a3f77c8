"""Every study on every data set that is present."""

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from analysis.evidence import Evidence
from analysis.gradient import CannotFit
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


def results_of(
    plan: list[Planned], *, progress: Callable[[list[Planned]], Iterable[Planned]] = iter
) -> Mapping[str, pd.DataFrame]:
    """Rows by results table; what cannot be fitted is listed with its reason."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for study, task in progress(plan):
        for table, rows in _done(study, task).items():
            frames.setdefault(table, []).append(rows)
    return {table: pd.concat(of_table, ignore_index=True) for table, of_table in frames.items()}
