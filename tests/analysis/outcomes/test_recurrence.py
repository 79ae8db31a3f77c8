"""Referred again: the odds ratios that the counts were drawn with come back."""

import numpy as np
import pytest

from analysis.gradient import CannotFit
from analysis.outcomes.recurrence import at_risk, fit_recurrence
from tests.analysis.outcomes.conftest import centred

TRUTH = {"exposure": 1.1, "la_exposure": 0.9, "exposure_by_la": 0.85}


@pytest.fixture(scope="module")
def counts(country):
    random = np.random.default_rng(8)
    x, la = centred(country)
    steps = np.log(TRUTH["exposure"]) * x + np.log(TRUTH["la_exposure"]) * la + np.log(TRUTH["exposure_by_la"]) * x * la
    own = np.repeat(random.normal(0, 0.1, 40), 25)
    referred = random.integers(20, 60, len(x))
    return country.assign(
        at_risk_count=referred, events_count=random.binomial(referred, 1 / (1 + np.exp(1.2 - steps - own)))
    )


def test_each_odds_ratio_lies_in_its_interval(counts):
    rows = fit_recurrence(at_risk(counts)).tidy().set_index("term")
    for term, truth in TRUTH.items():
        assert rows.loc[term, "ratio_low"] < truth < rows.loc[term, "ratio_high"], term
    assert rows.loc["exposure", "ratio"] == pytest.approx(np.exp(10 * rows.loc["exposure", "estimate"]))
    assert rows.loc["exposure_by_la", "ratio"] == pytest.approx(np.exp(100 * rows.loc["exposure_by_la", "estimate"]))


def test_the_spread_of_authorities_has_no_ratio(counts):
    rows = fit_recurrence(at_risk(counts)).tidy().set_index("term")
    assert rows.loc["sd_intercept", "estimate"] == pytest.approx(0.1, abs=0.05)
    assert np.isnan(rows.loc["sd_intercept", "ratio"])


def test_a_neighbourhood_without_a_referral_is_left_out_and_counted(counts):
    counts = counts.copy()
    counts.loc[:6, ["at_risk_count", "events_count"]] = 0
    counts.loc[7, "exposure_pct"] = np.nan
    fit = fit_recurrence(at_risk(counts))
    assert (fit.areas_count, fit.excluded_count) == (len(counts) - 8, 8)
    assert fit.at_risk_count == counts["at_risk_count"].sum() - counts.loc[7, "at_risk_count"]


def test_one_authority_alone_is_refused(counts):
    with pytest.raises(CannotFit, match="at least two authorities"):
        fit_recurrence(at_risk(counts.head(25)))
