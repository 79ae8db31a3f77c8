"""Curves and scores of authorities, from one fitted surface."""

import numpy as np
import pytest

from analysis.curvature import judge_curvature
from analysis.curves import authority_scores, rate_curves


@pytest.fixture(scope="module")
def surface(areas_of):
    return judge_curvature(areas_of("B")).spline


@pytest.fixture(scope="module")
def scores(surface):
    return authority_scores(surface)


def test_there_is_a_curve_at_each_knot_of_the_authorities_level(surface):
    curves = rate_curves(surface)
    assert sorted(curves["la_income_deprivation_pct"].unique()) == pytest.approx(surface.scales.la_spline.knots)
    assert (curves["ci_low"] < curves["rate_per_10k"]).all()
    assert (curves["rate_per_10k"] < curves["ci_high"]).all()


def test_a_curve_follows_the_power_that_it_was_drawn_from(surface):
    curves = rate_curves(surface).set_index(["la_income_deprivation_pct", "income_deprivation_pct"])
    rates = curves.loc[surface.scales.la_spline.knots[1], "rate_per_10k"]
    assert np.log(rates[30] / rates[10]) == pytest.approx(0.78 * np.log(3), abs=0.05)


def test_points_beyond_the_neighbourhoods_of_like_authorities_are_marked(surface):
    curves, rows = rate_curves(surface), surface.areas.rows
    level = surface.scales.la_spline.knots[0]
    most = rows.loc[(rows["la_exposure_pct"] - level).abs() <= 2.5, "exposure_pct"].max()
    beyond = curves[(curves["la_income_deprivation_pct"] == level) & (curves["income_deprivation_pct"] > most)]
    assert len(beyond)
    assert not beyond["is_within_data"].any()


def test_each_authority_has_one_score(scores, surface):
    assert sorted(scores["la_code"]) == sorted(surface.areas.rows["la_code"].unique())
    assert (scores["score_low"] < scores["score_shrunk"]).all()
    assert (scores["score_shrunk"] < scores["score_high"]).all()
    assert not scores["is_model_based"].any()


def test_the_same_children_everywhere_leave_no_pattern_where_there_is_none(scores):
    """Over each authority's own children the correlation would be near -1, from the curve alone."""
    correlation = np.corrcoef(np.log(scores["score_shrunk"]), scores["la_income_deprivation_pct"])[0, 1]
    assert abs(correlation) < 0.6
    assert scores["score_shrunk"].max() / scores["score_shrunk"].min() < 1.35


def test_shrunken_scores_spread_less_than_raw_ones(scores):
    assert np.log(scores["score_shrunk"]).std() < np.log(scores["score_raw"]).std()
