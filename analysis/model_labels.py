"""What each model is called in words, from the seed of models."""

import csv
from functools import cache

from ingestion.paths import MODEL_LABELS


@cache
def _labels() -> dict[str, str]:
    with MODEL_LABELS.open(encoding="utf-8", newline="") as seed:
        return {row["model"]: row["label"] for row in csv.DictReader(seed)}


def label(model: str) -> str:
    return _labels().get(model, model)
