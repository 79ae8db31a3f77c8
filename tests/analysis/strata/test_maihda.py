"""Crossed strata: rates that add up, one that does not, and what the shares of variance mean."""

import numpy as np
import pandas as pd
import pytest

from analysis.gradient import CannotFit
from analysis.strata.maihda import crossed, crossing_rows, fit_maihda, quintile_of

DIMENSIONS = ("ethnicity", "quintile")
ETHNICITY = {"Asian": -0.9, "Black": 0.3, "Mixed": 0.5, "Other": 0.0, "White": 0.0}


def cells(interaction=0.0, las_count=30):
    """Counts by authority, ethnicity and quintile around rates that multiply, but for one crossing."""
    random = np.random.default_rng(12)
    rows = pd.MultiIndex.from_product([range(las_count), ETHNICITY, range(1, 6)], names=["la_code", *DIMENSIONS])
    frame = rows.to_frame(index=False).assign(children_count=4_000)
    log_rate = np.log(0.01) + frame["ethnicity"].map(ETHNICITY) - 0.3 * (frame["quintile"] - 3)
    log_rate += interaction * ((frame["ethnicity"] == "White") & (frame["quintile"] == 1))
    mean = 4_000 * np.exp(log_rate) * random.gamma(20, 1 / 20, len(frame))
    return frame.assign(events_count=random.poisson(mean), la_code=frame["la_code"].astype(str))


@pytest.fixture(scope="module")
def additive():
    return fit_maihda(cells(), DIMENSIONS)


@pytest.fixture(scope="module")
def with_interaction():
    return fit_maihda(cells(interaction=0.6), DIMENSIONS)


def test_rates_that_multiply_are_all_main_effects(additive):
    assert additive.pcv > 0.99
    assert additive.crossings_count == 25
    rows = crossing_rows(additive)
    assert rows["interaction_ratio"].between(0.95, 1.05).all()
    assert rows["crossing_rate_per_10k"].to_numpy() == pytest.approx(rows["additive_rate_per_10k"], rel=0.05)


def test_the_variance_between_crossings_is_that_of_their_log_rates(additive):
    log_rates = [effect - 0.3 * (quintile - 3) for effect in ETHNICITY.values() for quintile in range(1, 6)]
    assert additive.null.random_covariance[0, 0] == pytest.approx(np.var(log_rates), rel=0.05)


def test_the_crossing_that_does_not_multiply_stands_out(with_interaction):
    rows = crossing_rows(with_interaction).set_index("crossing")
    assert rows["interaction_ratio"].idxmax() == "White, 1"
    assert rows.loc["White, 1", "interaction_low"] > 1
    rate = 10_000 * 0.01 * np.exp(0.6 + 0.6)
    assert rows.loc["White, 1", "ci_low"] < rate < rows.loc["White, 1", "ci_high"]


def test_main_effects_that_gain_by_chance_are_allowed_for(with_interaction):
    assert with_interaction.pcv_adjusted < with_interaction.pcv
    expected = 1 - (1 - with_interaction.pcv) * 24 / 16
    assert with_interaction.pcv_adjusted == pytest.approx(expected)


def test_the_share_of_variance_is_that_of_counts_drawn_for_one_child(additive):
    random = np.random.default_rng(1)
    fit = additive.null
    rates = np.exp(fit.params[0] + random.normal(0, fit.random_sd[0], 400_000))
    within = np.mean(rates + rates**2 / fit.theta)
    assert additive.vpc(fit) == pytest.approx(np.var(rates) / (np.var(rates) + within), rel=0.02)


def test_the_median_ratio_is_that_of_two_crossings_picked_at_random(additive):
    effects = np.random.default_rng(1).normal(0, additive.null.random_sd[0], (2, 200_000))
    ratio = np.exp(np.abs(effects[0] - effects[1]))
    assert additive.median_rate_ratio(additive.null) == pytest.approx(np.median(ratio), rel=0.01)


def test_few_crossings_are_said_to_be_few(additive):
    assert "only 25 crossings" in additive.note


def test_counts_are_summed_and_what_lacks_a_number_is_counted():
    rows = pd.DataFrame(
        {
            "la_code": ["L1", "L1", "L1", "L2", None],
            "sex": "male",
            "quintile": [1, 1, 1, 1, 1],
            "events_count": [2, 3, 1, 4, 5],
            "children_count": [10, 20, np.nan, 0, 10],
        }
    )
    found, excluded_count = crossed(rows, ("sex", "quintile"))
    assert found.to_dict("records") == [
        {"la_code": "L1", "sex": "male", "quintile": 1, "events_count": 5, "children_count": 30}
    ]
    assert excluded_count == 3


def test_the_first_quintile_is_the_most_deprived_fifth_of_the_nation():
    national = pd.Series(np.arange(100, dtype=float))
    found = quintile_of(pd.Series([99.0, 80.0, 50.0, 0.0, np.nan]), national)
    assert found.tolist()[:4] == [1, 1, 3, 5]
    assert np.isnan(found[4])


def test_as_many_main_effects_as_crossings_leave_nothing():
    one_quintile = cells()[lambda rows: rows["quintile"] == 1]
    with pytest.raises(CannotFit, match="5 crossings leave nothing"):
        fit_maihda(one_quintile, DIMENSIONS)
