"""The protocol on populations whose truth is known, then each number it reports, worked out again."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from analysis.areas import Areas
from analysis.columns import design_of
from analysis.curvature import Interaction, decide, judge_curvature
from analysis.gradient import CannotFit


@pytest.fixture(scope="module")
def interacting(areas_of):
    return judge_curvature(areas_of("A"))


@pytest.fixture(scope="module")
def curved(areas_of):
    return judge_curvature(areas_of("B"))


def test_a_true_interaction_is_kept(interacting):
    assert interacting.verdict == "supported"
    assert interacting.spline_interaction.estimate == pytest.approx(-0.28, abs=0.1)


def test_a_curve_without_interaction_is_seen_through(curved):
    assert curved.verdict == "explained by curvature"
    assert curved.naive_interaction.p_value < 1e-6
    assert abs(curved.remaining_share) < 0.3


def test_a_plain_slope_shows_nothing(areas_of):
    assert judge_curvature(areas_of("A0")).verdict == "not shown"


STEEPER = Interaction(estimate=-0.3, se=0.05, p_value=0.0001)
FLATTER = Interaction(estimate=0.3, se=0.05, p_value=0.0001)
UNCLEAR = Interaction(estimate=-0.05, se=0.05, p_value=0.3)


@pytest.mark.parametrize(
    ("naive", "spline", "verdict"),
    [
        (STEEPER, STEEPER, "supported"),
        (STEEPER, UNCLEAR, "explained by curvature"),
        (STEEPER, FLATTER, "explained by curvature"),
        (UNCLEAR, STEEPER, "not shown"),
        (FLATTER, STEEPER, "not shown"),
    ],
)
def test_both_models_must_find_it_negative(naive, spline, verdict):
    assert decide(naive, spline) == verdict


def test_p_values_are_of_t_with_authorities_less_terms(curved):
    interaction = curved.spline_interaction
    assert interaction.p_value == pytest.approx(2 * t.sf(abs(interaction.estimate / interaction.se), 60 - 8))


def test_the_score_is_the_geometric_mean_over_all_children(curved):
    surface, rows = curved.spline, curved.spline.areas.rows
    here = rows.assign(la_exposure_pct=surface.scales.la_mean)
    more = here.assign(exposure_pct=here["exposure_pct"] + 10)
    steps = (design_of(more, surface.scales, surface.terms) - design_of(here, surface.scales, surface.terms)).to_numpy()
    log_score = np.average(steps @ surface.fit.params, weights=rows["children_count"])
    score = next(score for score in curved.scores if score.la_offset_pp == 0)
    assert score.score == pytest.approx(np.exp(log_score))
    weights = np.average(steps, axis=0, weights=rows["children_count"])
    half = t.ppf(0.975, 52) * np.sqrt(weights @ surface.fit.covariance @ weights)
    assert (score.score_low, score.score_high) == pytest.approx(tuple(np.exp([log_score - half, log_score + half])))


def test_the_score_lies_near_the_populations_own(curved, country):
    steps = np.log(np.maximum(country["exposure_pct"] + 10, 0.5) / np.maximum(country["exposure_pct"], 0.5))
    true = np.exp(0.78 * np.average(steps, weights=country["children_count"]))
    at_mean = next(score for score in curved.scores if score.la_offset_pp == 0)
    assert at_mean.score_low < true < at_mean.score_high


def test_a_level_that_no_authority_has_is_marked(curved):
    seen = curved.spline.areas.rows["la_exposure_pct"]
    for score in curved.scores:
        assert score.is_outside_data == (not seen.min() <= score.la_income_deprivation_pct <= seen.max())
    assert {score.la_offset_pp: score.is_outside_data for score in curved.scores}[0] is False


def test_the_additive_contrast_is_a_difference_of_four_rates(curved):
    surface = curved.spline

    def rate(exposure, la):
        row = pd.DataFrame({"exposure_pct": [exposure], "la_exposure_pct": [la]})
        return 10_000 * np.exp(design_of(row, surface.scales, surface.terms).to_numpy() @ surface.fit.params)[0]

    contrast = curved.additive_contrast
    assert contrast.estimate == pytest.approx(rate(20, 8) - rate(10, 8) - rate(20, 20) + rate(10, 20))
    assert contrast.ci_low < contrast.estimate < contrast.ci_high


def test_fixed_effects_stand_beside_the_verdict(interacting):
    row = interacting.tidy().iloc[0]
    assert row["fixed_effects_interaction"] == pytest.approx(row["spline_interaction"], abs=0.06)
    assert (row["verdict"], row["n_la"], row["note"]) == ("supported", 60, None)


def test_refuses_authorities_without_a_level_of_their_own(areas_of):
    areas = areas_of("A0")
    rows = areas.rows.assign(la_exposure_pct=areas.rows["la_exposure_pct"].where(areas.rows["la_code"] != "E06000003"))
    with pytest.raises(CannotFit, match="1 authorities have no exposure of their own"):
        judge_curvature(Areas(rows=rows, excluded_count=0))


def test_refuses_a_single_authority(areas_of):
    rows = areas_of("A0").rows.query("la_code == 'E06000030'").reset_index(drop=True)
    with pytest.raises(CannotFit, match="at least two authorities"):
        judge_curvature(Areas(rows=rows, excluded_count=0))
