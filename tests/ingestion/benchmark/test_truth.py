import numpy as np
import pytest

from ingestion.benchmark.calibration import STAGES, value
from ingestion.benchmark.truth import POPULATIONS, alpha, curve, expected_log_rate, geometric_score

TRIPLE = (1.62, 2.33, 1.39)  # at the mean authority, ten points below, ten above: as published


def at(frame, population, points, stage="referral"):
    return geometric_score(frame, population, stage, la_income_pct=frame.centre_pct + points)


def test_a_has_the_published_score_in_the_average_authority_and_the_published_ones_ten_points_away(national):
    assert [at(national, "A", points) for points in (0, -10, 10)] == pytest.approx(TRIPLE, rel=0.02)


@pytest.mark.parametrize("stage", STAGES)
def test_a_without_its_interaction_has_one_score_everywhere(national, stage):
    published = value("stages", stage, "score")
    assert geometric_score(national, "A0", stage) == pytest.approx(published)
    assert at(national, "A0", -8, stage) == pytest.approx(published)


def test_b_has_a_curve_and_no_interaction(national):
    assert at(national, "B", -8) == pytest.approx(at(national, "B", 8))
    steeper = curve(national, "B", "referral", 10) - curve(national, "B", "referral")
    assert np.corrcoef(steeper, np.log(national.income_pct + 1))[0, 1] < -0.9


def test_the_null_has_no_gradient(national):
    assert geometric_score(national, "N") == 1


def test_a_score_is_the_mean_step_over_children_worked_out_by_hand(village):
    steps = 0.78 * np.log((village.income_pct + 10) / village.income_pct)
    assert geometric_score(village, "B") == pytest.approx(np.exp(np.average(steps, weights=village.children)))


@pytest.mark.parametrize("population", POPULATIONS)
@pytest.mark.parametrize("stage", STAGES)
def test_the_expected_national_rate_is_the_published_one(national, population, stage):
    rate = np.exp(alpha(national, population, stage) + expected_log_rate(national, population, stage))
    per_10k = 10_000 * np.average(rate, weights=national.children)
    assert per_10k == pytest.approx(value("stages", stage, "rate_per_10k"), rel=1e-5)


def test_each_population_has_an_intercept_of_its_own(national):
    assert len({alpha(national, population, "referral") for population in POPULATIONS}) == 4


def test_a_rural_slope_is_in_a_alone_and_leaves_the_score_of_england_as_it_is(national):
    slope = curve(national, "A", "referral", 10) - curve(national, "A", "referral")
    rural, urban = slope[national.is_rural], slope[~national.is_rural]
    in_la = np.log(national.la_income_pct[national.la_row] / national.centre_pct) * -0.28
    gap = (rural - in_la[national.is_rural]).mean() - (urban - in_la[~national.is_rural]).mean()
    assert gap == pytest.approx(np.log(1.10))
