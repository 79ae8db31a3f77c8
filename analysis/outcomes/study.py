"""The study of outcomes: each data set's recurrences and durations, by the models declared here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analysis.evidence import Evidence, exposure_name, release_ids
from analysis.gradient import CannotFit
from analysis.outcomes import warehouse
from analysis.outcomes.durations import complete_spells, fit_durations_by_month, fit_durations_cox
from analysis.outcomes.fit import OutcomeFit
from analysis.outcomes.recurrence import at_risk, fit_recurrence
from analysis.study import Rows, Study, Task

Fit = Callable[["Source"], OutcomeFit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One data set of a build, and the newest Indices on its neighbourhoods."""

    evidence: Evidence
    dataset_id: str
    imd_edition: int

    @property
    def about(self) -> dict[str, str]:
        return {"dataset_id": self.dataset_id, "exposure": exposure_name(self.imd_edition)}

    @property
    def release_ids(self) -> str:
        return release_ids(pd.DataFrame(), self.evidence.releases, self.imd_edition, "neighbourhood")


def sources(evidence: Evidence) -> list[Source]:
    found = warehouse.datasets(evidence.connection)
    return [Source(evidence=evidence, dataset_id=name, imd_edition=edition) for name, edition in found]


def _recurrence(source: Source, *, stage: str, outcome: str) -> OutcomeFit:
    rows = warehouse.recurrences(source.evidence.connection, source.dataset_id, source.imd_edition, stage, outcome)
    return fit_recurrence(at_risk(rows))


def _by_cox(source: Source, *, stage: str) -> OutcomeFit:
    rows = warehouse.spells(source.evidence.connection, source.dataset_id, source.imd_edition, stage)
    return fit_durations_cox(complete_spells(rows))


def _by_month(source: Source, *, stage: str) -> OutcomeFit:
    rows = warehouse.spells(source.evidence.connection, source.dataset_id, source.imd_edition, stage)
    return fit_durations_by_month(complete_spells(rows))


FITS: tuple[tuple[str, Fit], ...] = (
    ("re_referral", partial(_recurrence, stage="referral", outcome="re_referral")),
    ("repeat_plan", partial(_recurrence, stage="cpp", outcome="repeat_plan")),
    ("cin_duration", partial(_by_cox, stage="cin")),
    ("cin_duration", partial(_by_month, stage="cin")),
    ("plan_duration", partial(_by_cox, stage="cpp")),
    ("plan_duration", partial(_by_month, stage="cpp")),
)


def _do(source: Source, outcome: str, fit: Fit) -> Rows:
    try:
        rows = fit(source).tidy()
    except CannotFit as reason:
        raise CannotFit(f"{outcome}: {reason}") from reason
    return {"outcomes": rows.assign(**source.about, outcome=outcome, release_ids=source.release_ids)}


def _tasks(evidence: Evidence) -> Iterable[Task]:
    for source in sources(evidence):
        for outcome, fit in FITS:
            yield Task(about=source.about, do=partial(_do, source, outcome, fit))


OUTCOMES = Study(name="outcomes", tasks=_tasks, tables=("outcomes",))
