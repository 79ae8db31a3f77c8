"""The joint fit: statsmodels' own answer for the whole model, a known truth, refusals."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.areas import Areas, complete
from analysis.gradient import CannotFit, fit_poisson
from analysis.strata.designs import level_and_slope, slope_at_mean_authority
from analysis.strata.equality import strata_of
from analysis.strata.joint import fit_at_mean_authority, fit_joint, gradients_of


def parts_of(cells):
    return strata_of(cells)[0]


def whole_model(parts, model):
    """One generalised linear model with every term of every part, clustered by authority."""
    rows = pd.concat([areas.rows for areas in parts.values()], ignore_index=True)
    blocks = [model(areas.rows).columns.to_numpy() for areas in parts.values()]
    sizes = [len(block) for block in blocks]
    design = np.zeros((sum(sizes), sum(block.shape[1] for block in blocks)))
    for place, block in enumerate(blocks):
        width = block.shape[1]
        design[sum(sizes[:place]) : sum(sizes[: place + 1]), place * width : (place + 1) * width] = block
    groups = pd.factorize(rows["la_code"])[0]
    return sm.GLM(
        rows["events_count"], design, family=sm.families.Poisson(), offset=np.log(rows["children_count"])
    ).fit(cov_type="cluster", cov_kwds={"groups": groups}, tol=1e-14)


@pytest.mark.parametrize("is_at_mean", [False, True])
def test_the_covariance_is_that_of_the_single_model_with_all_interactions(small, is_at_mean):
    parts = parts_of(small)
    model = slope_at_mean_authority(parts["White"]) if is_at_mean else level_and_slope
    expected, fit = whole_model(parts, model), fit_joint(parts, model)
    np.testing.assert_allclose(fit.params.ravel(), expected.params, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(fit.covariance, expected.cov_params(), rtol=1e-7, atol=1e-14)


def test_a_stratum_missing_from_an_authority_is_no_obstacle(small):
    parts = parts_of(small[(small["stratum"] != "Black") | (small["la_code"] != 0)])
    expected = whole_model(parts, level_and_slope)
    np.testing.assert_allclose(fit_joint(parts).covariance, expected.cov_params(), rtol=1e-7, atol=1e-14)


def test_each_part_has_the_gradient_of_a_fit_of_its_own(small):
    parts = parts_of(small)
    found = gradients_of(fit_joint(parts), "pooled_poisson")
    for stratum, areas in parts.items():
        ours = found[stratum].tidy().set_index("term")
        alone = fit_poisson(areas, errors="la_clustered", name="pooled_poisson").tidy().set_index("term")
        columns = ["estimate", "score", "additive_per_10k", "n_areas", "events_count"]
        pd.testing.assert_frame_equal(ours[columns], alone[columns], check_dtype=False, rtol=1e-8)
        assert ours["se"].to_numpy() == pytest.approx(alone["se"].to_numpy(), rel=0.01)


def test_the_score_in_the_mean_authority_is_exact_where_slopes_depend_on_the_authority(small):
    rows = small[small["stratum"] == "White"]
    mean = rows.groupby("la_code")["la_exposure_pct"].first().mean()
    x, la = rows["exposure_pct"] - mean, rows["la_exposure_pct"]
    slope = np.log(1.91) - 0.28 * np.log(la / mean)
    areas = complete(rows.assign(events_count=200 * 0.05 * np.exp((slope * x - 0.13 * (la - mean)) / 10)))
    at_mean = fit_at_mean_authority(areas, name="pooled_poisson_by_ln_la").tidy()
    assert at_mean.set_index("term").loc["exposure", "score"] == pytest.approx(1.91, rel=1e-8)
    assert at_mean.set_index("term").loc["exposure_by_ln_la", "estimate"] == pytest.approx(-0.028, rel=1e-8)


def test_the_interval_of_one_picked_among_many_is_wider(small):
    found = fit_joint(parts_of(small)).difference("Black", "White")
    alone, of_three = found.ci(), found.ci(3)
    assert alone[0] > of_three[0]
    assert of_three[1] > alone[1]
    assert found.p_value == pytest.approx(2 * found.p_not_above_zero)
    assert found.p_value < 1e-6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows[rows["la_code"] < 2], "2 authorities cannot carry"),
        (lambda rows: rows.assign(events_count=0), "no area has an event"),
        (lambda rows: rows.assign(events_count=rows["exposure_pct"] == rows["exposure_pct"].max()), "the greatest"),
    ],
)
def test_areas_that_cannot_carry_the_model_are_refused(small, change, reason):
    areas = Areas(rows=change(small[small["stratum"] == "White"]).reset_index(drop=True), excluded_count=0)
    with pytest.raises(CannotFit, match=reason):
        fit_joint({"White": areas})


def test_an_exposure_that_is_the_authority_itself_is_refused_beside_the_authority(small):
    areas = complete(small[small["stratum"] == "White"].assign(exposure_pct=small["la_exposure_pct"]))
    with pytest.raises(CannotFit, match="cannot be told apart"):
        fit_joint({"White": areas}, slope_at_mean_authority(areas))
