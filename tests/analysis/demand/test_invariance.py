"""Profiles of authorities: judged common where they are, and different where they are not."""

import numpy as np
import pytest

from analysis.demand.invariance import compare_authorities
from analysis.demand.latent import Classes
from analysis.gradient import CannotFit

COMMON = np.array([[0.9, 0.8, 0.1, 0.1, 0.1], [0.1, 0.1, 0.9, 0.8, 0.1]])
CLASSES = Classes(shares=np.array([0.6, 0.4]), profiles=COMMON, loglik=0, best_share=1, converged=True)


def authorities(profiles_of, count=8, assessments=2_000):
    random = np.random.default_rng(7)
    for number in range(count):
        of_class = random.random(assessments) < 0.3 + 0.05 * number
        rows = (random.random((assessments, 5)) < profiles_of(number)[of_class.astype(int)]).astype(float)
        yield np.unique(rows, axis=0, return_counts=True)


def test_authorities_with_other_shares_of_the_same_classes_have_common_profiles():
    found = compare_authorities(authorities(lambda number: COMMON), CLASSES)
    assert found.verdict == "common"
    assert 0.5 < found.ratio_per_parameter < 1.6


def test_authorities_that_record_otherwise_differ():
    def own(number):
        return COMMON if number % 2 else np.where(COMMON > 0.5, COMMON - 0.3, COMMON + 0.15)

    found = compare_authorities(authorities(own), CLASSES)
    assert found.verdict == "differ"
    assert found.ratio_per_parameter > 5


def test_one_authority_has_none_to_be_compared_with():
    with pytest.raises(CannotFit, match="at least two"):
        compare_authorities(authorities(lambda number: COMMON, count=1), CLASSES)
