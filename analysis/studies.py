"""All that is run on whatever a build holds, by name and in order."""

from analysis.demand.study import DEMAND
from analysis.models import CURVATURE, INDICES, LINES, MODELS
from analysis.moderators import CONTEXT
from analysis.outcomes.study import OUTCOMES
from analysis.public_record.studies import PUBLIC_RECORD
from analysis.strata.compare_stages import STAGE_COMPARISONS
from analysis.strata.compare_strata import STRATA
from analysis.strata.cross_strata import MAIHDA

STUDIES = (
    *MODELS,
    CONTEXT,
    INDICES,
    LINES,
    CURVATURE,
    STRATA,
    STAGE_COMPARISONS,
    MAIHDA,
    OUTCOMES,
    DEMAND,
    *PUBLIC_RECORD,
)
BY_NAME = {study.name: study for study in STUDIES}
