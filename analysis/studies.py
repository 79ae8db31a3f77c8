"""All that is run on whatever a build holds, by name and in order."""

from analysis.demand.study import DEMAND
from analysis.models import CURVATURE, INDICES, MODELS
from analysis.outcomes.study import OUTCOMES

STUDIES = (*MODELS, INDICES, CURVATURE, OUTCOMES, DEMAND)
BY_NAME = {study.name: study for study in STUDIES}
