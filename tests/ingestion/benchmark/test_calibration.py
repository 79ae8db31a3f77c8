import numpy as np

from ingestion.benchmark.calibration import marks, value
from ingestion.benchmark.effects import correlation

PUBLISHED = {
    "ethnicity.White.score": 1.91,
    "ethnicity.Black.score": 1.27,
    "factors.neglect.score": 1.84,
    "factors.physical_disability.score": 1.47,
    "plan_categories.neglect.score": 1.98,
    "plan_categories.sexual.score": 1.62,
    "stages.referral.score": 1.62,
    "stages.cpp.score": 1.80,
}


def test_every_parameter_says_whether_it_is_published_derived_or_assumed():
    marked = list(marks())
    assert len(marked) > 150
    assert {mark for _, mark in marked} == {"published", "derived", "assumed"}


def test_the_scores_that_studies_print_are_marked_published_and_are_what_they_print():
    marked = dict(marks())
    for path, score in PUBLISHED.items():
        assert (value(*path.split(".")), marked[path]) == (score, "published"), path


def test_the_cross_stage_correlations_can_all_hold_at_once():
    assert np.linalg.eigvalsh(correlation())[0] > 0
