"""Rank correlations and slopes within authorities: known truths, then edges."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from analysis.gradient import CannotFit
from analysis.public_record.association import rank_correlation, slope_over_deprivation, within_slope


def test_the_rank_correlation_is_spearmans_and_its_interval_that_of_fishers_z():
    random = np.random.default_rng(1)
    first = random.normal(size=144)
    second = np.exp(-0.5 * first + random.normal(size=144))
    second[3:9] = second[3]
    found = rank_correlation(first, second)
    assert found.estimate == pytest.approx(spearmanr(first, second).statistic, abs=1e-12)
    se = np.sqrt((1 + found.estimate**2 / 2) / 141)
    assert np.arctanh(found.ci_high) - np.arctanh(found.estimate) == pytest.approx(1.959964 * se, abs=1e-6)


def test_a_missing_value_is_left_out_of_the_pair():
    first, second = np.arange(20.0), np.arange(20.0)[::-1].copy()
    second[0] = np.nan
    found = rank_correlation(first, second)
    assert (found.estimate, found.las_count) == (pytest.approx(-1), 19)


@pytest.fixture
def panel():
    """Authorities that differ for good in both measures, oppositely to how they move over time."""
    random = np.random.default_rng(6)
    las, years = 40, 8
    own = np.repeat(random.normal(0, 3, las), years)
    move = random.normal(size=las * years)
    year = np.tile(np.arange(2013, 2013 + years), las)
    return pd.DataFrame(
        {
            "la_code": np.repeat([f"E{place}" for place in range(las)], years),
            "financial_year_end": year,
            "x": own + move,
            "y": -2 * own + 0.5 * move + 0.3 * (year - 2013) + random.normal(0, 0.1, las * years),
        }
    )


def test_what_moves_within_authorities_is_not_what_differs_between_them(panel):
    found = within_slope(panel)
    assert found.ci_low < 0.5 < found.ci_high
    assert found.ci_high - found.ci_low < 0.06
    assert rank_correlation(panel["x"], panel["y"]).estimate < -0.8


def test_a_measure_that_never_changes_has_no_slope_within(panel):
    with pytest.raises(CannotFit, match="does not change within"):
        within_slope(panel.assign(x=panel.groupby("la_code")["x"].transform("first")))


def test_two_years_are_too_few(panel):
    with pytest.raises(CannotFit, match="fewer than 3 years"):
        within_slope(panel[panel["financial_year_end"] < 2015])


def test_a_change_is_told_per_ten_points_of_deprivation():
    deprivation = np.linspace(5, 30, 50)
    noise = np.tile([0.01, -0.01], 25)
    found = slope_over_deprivation(0.1 - 0.23 * deprivation / 10 + noise, deprivation)
    assert found.estimate == pytest.approx(-0.23, abs=0.002)
    assert found.ci_low < -0.23 < found.ci_high


def test_a_handful_of_authorities_is_refused():
    for refuse in (rank_correlation, slope_over_deprivation):
        with pytest.raises(CannotFit, match="only 4 authorities"):
            refuse([1, 2, 3, 4], [1, 2, 3, 5])
