"""The study of outcomes: each data set's recurrences and durations, by the models declared here."""

from collections.abc import Callable, Iterable
from functools import partial

from analysis.datasets import DataSet, data_sets
from analysis.estimation import CannotFit
from analysis.evidence import Evidence
from analysis.outcomes import warehouse
from analysis.outcomes.durations import complete_spells, fit_durations_by_month, fit_durations_cox
from analysis.outcomes.fit import OutcomeFit
from analysis.outcomes.recurrence import at_risk, fit_recurrence
from analysis.study import Rows, Study, Task

Fit = Callable[[DataSet], OutcomeFit]


def _recurrence(data: DataSet, *, stage: str, outcome: str) -> OutcomeFit:
    rows = warehouse.recurrences(data.evidence.connection, data.dataset_id, data.imd_edition, stage, outcome)
    return fit_recurrence(at_risk(rows))


def _by_cox(data: DataSet, *, stage: str) -> OutcomeFit:
    rows = warehouse.spells(data.evidence.connection, data.dataset_id, data.imd_edition, stage)
    return fit_durations_cox(complete_spells(rows))


def _by_month(data: DataSet, *, stage: str) -> OutcomeFit:
    rows = warehouse.spells(data.evidence.connection, data.dataset_id, data.imd_edition, stage)
    return fit_durations_by_month(complete_spells(rows))


FITS: tuple[tuple[str, Fit], ...] = (
    ("re_referral", partial(_recurrence, stage="referral", outcome="re_referral")),
    ("repeat_plan", partial(_recurrence, stage="cpp", outcome="repeat_plan")),
    ("cin_duration", partial(_by_cox, stage="cin")),
    ("cin_duration", partial(_by_month, stage="cin")),
    ("plan_duration", partial(_by_cox, stage="cpp")),
    ("plan_duration", partial(_by_month, stage="cpp")),
)


def _do(data: DataSet, outcome: str, fit: Fit) -> Rows:
    try:
        rows = fit(data).tidy()
    except CannotFit as reason:
        raise CannotFit(f"{outcome}: {reason}") from reason
    return {"outcomes": data.label(rows.assign(outcome=outcome))}


def _tasks(evidence: Evidence) -> Iterable[Task]:
    for data in data_sets(evidence):
        for outcome, fit in FITS:
            yield Task(about=data.about, do=partial(_do, data, outcome, fit))


OUTCOMES = Study(name="outcomes", tasks=_tasks, tables=("outcomes",))
