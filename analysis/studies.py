"""All that is run on whatever a build holds, by name and in order."""

from analysis.models import CURVATURE, INDICES, MODELS
from analysis.strata.compare_stages import STAGE_COMPARISONS
from analysis.strata.compare_strata import STRATA
from analysis.strata.cross_strata import MAIHDA

STUDIES = (*MODELS, INDICES, CURVATURE, STRATA, STAGE_COMPARISONS, MAIHDA)
BY_NAME = {study.name: study for study in STUDIES}
