import numpy as np
import pytest

from ingestion.benchmark.calibration import STAGES, value
from ingestion.benchmark.effects import authority_effects, correlation
from ingestion.benchmark.truth import log_rate


@pytest.fixture(scope="module")
def levels(national):
    """20 Englands: sampling error of a correlation is (1 - r squared) / sqrt(3,000)."""
    return np.vstack([authority_effects(national, "A0", seed).level for seed in range(20)])


def test_levels_are_correlated_between_stages_as_given(levels):
    assert np.corrcoef(levels.T) == pytest.approx(correlation(), abs=0.05)


def test_levels_spread_as_given(levels):
    given = [value("stages", stage, "authority_sd") for stage in STAGES]
    assert levels.std(axis=0) == pytest.approx(given, rel=0.05)


def test_slopes_spread_as_given_and_do_not_follow_the_levels(national):
    effects = [authority_effects(national, "A", seed) for seed in range(20)]
    slopes, levels = np.concatenate([e.slope for e in effects]), np.concatenate([e.level[:, 0] for e in effects])
    assert slopes.std() == pytest.approx(0.06, rel=0.05)
    assert np.corrcoef(slopes, levels)[0, 1] == pytest.approx(0, abs=0.06)


@pytest.mark.parametrize("population", ["A", "B"])
def test_no_neighbourhood_is_expected_to_have_more_children_in_need_than_referrals(national, population):
    level = authority_effects(national, population, 7).level[national.la_row]
    gap = level[:, STAGES.index("cin")] - level[:, STAGES.index("referral")]
    share = log_rate(national, population, "cin", 2017) - log_rate(national, population, "referral", 2017) + gap
    assert share.max() <= 1e-9
