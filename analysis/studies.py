"""All that is run on whatever a build holds, by name and in order."""

from analysis.models import CURVATURE, INDICES, MODELS
from analysis.public_record.studies import PUBLIC_RECORD

STUDIES = (*MODELS, INDICES, CURVATURE, *PUBLIC_RECORD)
BY_NAME = {study.name: study for study in STUDIES}
