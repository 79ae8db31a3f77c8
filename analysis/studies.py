"""All that is run on whatever a build holds, by name and in order."""

from analysis.models import CURVATURE, INDICES, MODELS

STUDIES = (*MODELS, INDICES, CURVATURE)
BY_NAME = {study.name: study for study in STUDIES}
