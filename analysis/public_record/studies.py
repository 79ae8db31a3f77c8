"""All studies of the public record, in the order of their results."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from analysis.evidence import Evidence
from analysis.public_record.condition_studies import CONDITIONS
from analysis.public_record.group_studies import COMPOSITION, EXPECTED, SENSITIVITY, WITHIN_REGIONS
from analysis.public_record.strata_studies import STRATA
from analysis.public_record.trend_studies import DEPRIVATION_TRENDS, TRENDS
from analysis.study import Study, Task


def _tasks(evidence: Evidence, study: Study) -> Iterable[Task]:
    return study.tasks(evidence) if evidence.has_authorities else ()


STUDIES = (
    WITHIN_REGIONS,
    EXPECTED,
    COMPOSITION,
    *STRATA,
    CONDITIONS,
    TRENDS,
    DEPRIVATION_TRENDS,
    SENSITIVITY,
)
PUBLIC_RECORD = tuple(replace(study, tasks=partial(_tasks, study=study)) for study in STUDIES)
