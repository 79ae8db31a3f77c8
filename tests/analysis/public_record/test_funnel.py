"""Observed against expected: chance alone, then a known spread, then who stands out."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete
from analysis.public_record.funnel import expected_counts, observed_and_expected, overdispersion
from tests.analysis.public_record.conftest import authorities


def test_chance_alone_has_no_spread_between_authorities():
    random = np.random.default_rng(1)
    expected = np.full(4000, 400.0)
    found = overdispersion(random.poisson(expected).astype(float), expected)
    assert found.phi == pytest.approx(1, abs=0.05)
    assert found.tau < 0.01


def test_recovers_the_spread_between_authorities():
    """Half of the spread of ln(ratio), on the square-root scale."""
    random = np.random.default_rng(2)
    expected = np.full(4000, 2_000.0)
    observed = random.poisson(expected * np.exp(random.normal(0, 0.3, 4000))).astype(float)
    assert overdispersion(observed, expected).tau == pytest.approx(0.3 / 2, rel=0.05)


def test_one_in_twenty_that_are_alike_lies_outside(areas_of):
    """Overdispersed authorities around the curve, none of them unlike the others."""
    alike = [observed_and_expected(areas_of(spread=0.2, seed=seed))["verdict"] for seed in range(4)]
    assert (pd.concat(alike) != "cannot_distinguish").mean() == pytest.approx(0.05, abs=0.02)


def test_phi_of_a_handful_is_the_mean_of_the_drawn_in_squares():
    observed = np.array([81.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 196.0])
    assert overdispersion(observed, np.full(11, 100.0)).phi == pytest.approx(0)


def test_an_authority_is_expected_what_its_deprivation_leads_to(areas_of):
    areas = areas_of(score=1.5, spread=0.05)
    truth = 300 * 1.5 ** (areas.rows["exposure_pct"] / 10)
    assert expected_counts(areas) == pytest.approx(truth.to_numpy(), rel=0.04)


@pytest.fixture(scope="module")
def compared():
    rows = authorities(score=1.5, spread=0.15)
    rows.loc[60, "events_count"] *= 3
    rows.loc[30, "events_count"] *= 0.2
    rows.loc[90, "events_count"] = np.nan
    return observed_and_expected(complete(rows)).set_index("la_code")


def test_only_what_lies_outside_the_funnel_is_told_apart(compared):
    assert compared.loc["E06000060", "verdict"] == "higher"
    assert compared.loc["E06000030", "verdict"] == "lower"
    assert (compared["verdict"] == "cannot_distinguish").mean() > 0.85


def test_the_interval_leaves_out_one_just_where_the_ratio_is_outside_its_limits(compared):
    outside = ~compared["ratio"].between(compared["limit_low_95"], compared["limit_high_95"])
    leaves_out_one = (compared["ratio_low"] > 1) | (compared["ratio_high"] < 1)
    assert (outside == leaves_out_one).all()
    assert (outside == (compared["verdict"] != "cannot_distinguish")).all()


def test_chance_alone_would_tell_far_more_apart(compared):
    by_chance = (compared["chance_low"] > 1) | (compared["chance_high"] < 1)
    assert by_chance.sum() > 2 * (compared["verdict"] != "cannot_distinguish").sum()


def test_an_authority_without_a_count_has_no_row_and_is_counted(compared):
    assert "E06000090" not in compared.index
    assert set(compared["excluded_count"]) == {1}
    assert len(compared) == 119


def test_no_event_at_all_can_still_be_compared():
    rows = authorities(spread=0.1, children=3_000)
    rows.loc[0, "events_count"] = 0
    found = observed_and_expected(complete(rows)).iloc[0]
    assert found["ratio"] == found["chance_low"] == 0
    assert pd.notna(found["ratio_high"])
    assert found["verdict"] == "lower"
