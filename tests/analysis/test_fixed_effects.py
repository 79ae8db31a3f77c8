"""Slopes within authorities: the model with an intercept for each, and errors by leaving each out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.fixed_effects import fit_within
from analysis.gradient import CannotFit

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def rows():
    return pd.read_csv(GOLDEN / "lsoa_counts.csv").assign(by_la=lambda frame: frame["x"] * frame["D"])


def fitted(rows):
    return fit_within(
        counts=rows["referral"], design=rows[["x", "by_la"]], groups=rows["la"], offset=np.log(rows["child"])
    )


def with_dummies(rows):
    """Statsmodels' answer: one column per authority."""
    design = pd.concat([rows[["x", "by_la"]], pd.get_dummies(rows["la"], dtype=float)], axis=1)
    return sm.GLM(rows["referral"], design, family=sm.families.Poisson(), offset=np.log(rows["child"])).fit(tol=1e-12)


def test_slopes_equal_those_with_a_column_per_authority(rows):
    expected = with_dummies(rows)
    fit = fitted(rows)
    assert fit.params == pytest.approx(expected.params[["x", "by_la"]].to_numpy(), abs=1e-9)
    assert fit.fitted == pytest.approx(expected.fittedvalues.to_numpy(), rel=1e-8)


def jackknife(slopes, around):
    changes = np.array(slopes) - around
    return (len(changes) - 1) / len(changes) * changes.T @ changes


def test_cr3_is_the_jackknife_of_the_least_squares_that_the_fit_ends_with(rows):
    """Brute force: leave each authority out of the working regression, its own column with it."""
    fit = fitted(rows)
    mean = fit.fitted
    working = np.log(mean / rows["child"]) + (rows["referral"] - mean) / mean
    slopes = []
    for la in rows["la"].unique():
        kept = rows["la"] != la
        dummies = pd.get_dummies(rows.loc[kept, "la"], dtype=float)
        design = pd.concat([rows.loc[kept, ["x", "by_la"]], dummies], axis=1)
        slopes.append(sm.WLS(working[kept], design, weights=mean[kept]).fit().params[["x", "by_la"]])
    assert fit.covariance == pytest.approx(jackknife(slopes, fit.params), rel=1e-8)


def test_cr3_is_close_to_refitting_without_each_authority(rows):
    """Within 7 %: with twenty authorities one step of Newton's method is not quite the whole way."""
    fit = fitted(rows)
    slopes = [fitted(rows[rows["la"] != la]).params for la in rows["la"].unique()]
    assert fit.se == pytest.approx(np.sqrt(np.diag(jackknife(slopes, fit.params))), rel=0.07)


def test_the_units_and_order_of_the_columns_do_not_matter(rows):
    fit, again = fitted(rows), fitted(rows.assign(x=rows["x"] * 1000).sample(frac=1, random_state=2))
    assert again.params[0] * 1000 == pytest.approx(fit.params[0])
    assert again.se * [1000, 1] == pytest.approx(fit.se)


def test_an_authority_without_events_says_nothing(rows):
    la = rows["la"].iloc[0]
    quiet = rows.assign(referral=rows["referral"].where(rows["la"] != la, 0))
    fit, without = fitted(quiet), fitted(rows[rows["la"] != la])
    assert fit.groups_count == 19
    assert fit.params == pytest.approx(without.params)
    assert fit.se == pytest.approx(without.se)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows.assign(referral=0), "two authorities with events"),
        (lambda rows: rows.assign(x=0.0), "column x is zero"),
        (lambda rows: rows.assign(x=rows["D"], by_la=rows["D"] ** 2), "does not vary within"),
    ],
)
def test_refuses_what_does_not_vary_within_authorities(rows, change, reason):
    with pytest.raises(CannotFit, match=reason):
        fitted(change(rows))
