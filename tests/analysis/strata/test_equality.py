"""Equal gradients: uniform p-values under the truth, a known difference, a known trend."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f, kstest

from analysis.areas import Areas
from analysis.gradient import CannotFit
from analysis.strata.equality import (
    adjust,
    equal_slopes,
    fit_strata,
    lowest_to_highest,
    pairs_count,
    strata_of,
    trend,
)
from tests.analysis.strata.conftest import neighbourhoods, stratum_counts


def fitted(cells):
    return fit_strata(strata_of(cells)[0])


@pytest.fixture(scope="module")
def fits_of_equal_strata():
    """Eighty draws of four strata with one gradient, in 24 authorities whose slopes vary."""
    random = np.random.default_rng(21)
    frame = neighbourhoods(24, 6, random)
    scores = dict.fromkeys("abcd", 1.6)
    draws = (stratum_counts(frame, scores, random) for _ in range(80))
    return [
        fit_strata({name: Areas(rows=rows, excluded_count=0) for name, rows in draw.groupby("stratum")})
        for draw in draws
    ]


def test_strata_with_one_gradient_give_uniform_p_values(fits_of_equal_strata):
    p = [equal_slopes(fit).p_value for fit in fits_of_equal_strata]
    assert kstest(p, "uniform").pvalue > 0.01
    assert np.count_nonzero(np.array(p) < 0.05) <= 9


def test_a_wald_test_would_call_them_different_too_often(fits_of_equal_strata):
    differences = np.diff(np.eye(4), axis=0)
    rejected = 0
    for fit in fits_of_equal_strata:
        found = differences @ fit.log_scores
        wald = found @ np.linalg.solve(differences @ fit.log_score_covariance @ differences.T, found)
        rejected += f.sf(wald / 3, 3, 23) < 0.05
    assert rejected > 20


def test_different_gradients_are_recovered_and_told_apart():
    random = np.random.default_rng(3)
    scores = {"Black": 1.27, "Mixed": 1.65, "White": 1.91}
    fit = fitted(stratum_counts(neighbourhoods(60, 15, random), scores, random))
    se = np.sqrt(np.diag(fit.log_score_covariance))
    assert (np.abs(fit.log_scores - np.log(list(scores.values()))) < 3 * se).all()
    assert equal_slopes(fit).p_value < 1e-5
    lowest, highest, ratio = lowest_to_highest(fit)
    assert (lowest, highest) == ("Black", "White")
    low, high = np.exp(ratio.ci(pairs_count(fit)))
    assert low < 1.91 / 1.27 < high


def test_a_pair_of_strata_has_one_restriction(small):
    fit = fitted(small[small["stratum"] != "Mixed"])
    test = equal_slopes(fit)
    assert (test.df_num, test.df_den) == (1, 11)
    assert test.p_value < 0.01


def test_a_score_that_falls_with_age_has_that_trend():
    frame = neighbourhoods(12, 10, np.random.default_rng(2))
    rows = []
    for age in range(18):
        mean = 500 * 0.05 * np.exp((np.log(1.75) - 0.014 * age) * frame["exposure_pct"] / 10)
        rows.append(frame.assign(stratum=str(age), events_count=mean, children_count=500))
    noisy = pd.concat(rows)
    noisy["events_count"] *= np.random.default_rng(4).uniform(0.9, 1.1, len(noisy))
    found = trend(fitted(noisy), {str(age): age for age in range(5, 18)})
    assert found.estimate == pytest.approx(-0.014, abs=3 * found.se)
    assert found.p_value < 1e-6
    exact = trend(fitted(pd.concat(rows)), {str(age): age for age in range(18)})
    assert exact.estimate == pytest.approx(-0.014, rel=1e-7)


def test_two_ages_are_no_trend(small):
    with pytest.raises(CannotFit, match="three strata"):
        trend(fitted(small), {"Black": 1, "White": 2})


def test_a_stratum_that_cannot_carry_a_slope_is_named(small):
    nobody = small.assign(children_count=small["children_count"].where(small["stratum"] != "Mixed"))
    parts, refused = strata_of(nobody)
    assert list(parts) == ["Black", "White"]
    assert refused == {"Mixed": "errors clustered by authority need at least two authorities"}
    with pytest.raises(CannotFit, match="a comparison needs two"):
        fit_strata({"Black": parts["Black"]})


def test_strata_between_local_authorities_are_compared_the_same_way(small):
    of_las = small.groupby(["stratum", "la_code"]).agg(
        events_count=("events_count", "sum"),
        children_count=("children_count", "sum"),
        exposure_pct=("exposure_pct", "mean"),
    )
    fit = fitted(of_las.reset_index().assign(area_code=lambda rows: rows["la_code"]))
    assert equal_slopes(fit).df_den == 10
    assert lowest_to_highest(fit)[:2] == ("Black", "White")


def test_more_strata_than_authorities_cannot_be_compared(small):
    few = small[small["la_code"] < 3]
    halves = few.assign(stratum=few["stratum"] + few["area_code"].str[-1].astype(int).lt(5).astype(str))
    with pytest.raises(CannotFit, match="3 authorities cannot compare"):
        equal_slopes(fitted(pd.concat([few, halves])))


def test_p_values_are_adjusted_by_benjamini_and_hochberg():
    found = adjust(pd.Series([0.01, 0.5, 0.03, 0.02], index=[7, 8, 9, 10]))
    assert found.to_dict() == pytest.approx({7: 0.04, 8: 0.5, 9: 0.04, 10: 0.04})
