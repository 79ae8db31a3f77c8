"""What the optimum is: singular or not, whichever start it was sought from, at counts of any size."""

import numpy as np
import pandas as pd
import pytest

from analysis.multilevel import fit_multilevel
from tests.analysis.multilevel.test_fit import GOLDEN, fitted, simulated


@pytest.fixture(scope="module")
def fits():
    return {model: fitted(model) for model in ("rs_nb", "rs_nb_cpp", "rs_binom")}


def test_a_start_without_spread_is_a_saddle_that_is_left(fits, monkeypatch):
    monkeypatch.setattr("analysis.multilevel.optimum.START_SD", 0.0)
    again = fitted("rs_nb")
    assert again.converged
    assert again.loglik == pytest.approx(fits["rs_nb"].loglik, abs=1e-7)
    assert again.se == pytest.approx(fits["rs_nb"].se, rel=1e-5)


@pytest.mark.parametrize("model", ["rs_nb_cpp", "rs_binom"])
def test_a_correlation_of_one_is_called_singular(model, fits):
    """Where glmmTMB, too, finds effects that are fully correlated."""
    in_r = pd.read_csv(GOLDEN / "estimates.csv").set_index(["model", "engine", "term"])["estimate"]
    assert abs(in_r[model, "glmmTMB", "corr"]) == pytest.approx(1, abs=1e-4)
    assert [text for text in fits[model].warnings if text.startswith("singular")]


def test_a_variance_of_zero_is_called_singular():
    data, _ = simulated(intercept_sd=0.0, slope_sd=0.0, shape=None, seed=4)
    data["random_design"] = data["design"][["intercept"]]
    (warning,) = fit_multilevel(**data, family="poisson").warnings
    assert warning.startswith("singular: a variance of effects is zero")


def test_a_spread_that_all_authorities_share_is_not_singular(fits):
    assert fits["rs_nb"].warnings == ()


@pytest.mark.parametrize("seed", range(6))
def test_where_authorities_differ_very_much_the_better_of_two_starts_is_taken(seed):
    """Both spreads as they were drawn; from the usual start alone, half of these end at twice the spread."""
    data, effects = simulated(intercept_sd=5, slope_sd=2, shape=8, seed=seed)
    fit = fit_multilevel(**data, family="nb2")
    assert fit.converged
    assert fit.random_sd == pytest.approx(effects.std(axis=1), rel=0.1)
    assert fit.theta == pytest.approx(8, rel=0.2)


def test_two_starts_that_disagree_are_warned_of():
    data, _ = simulated(intercept_sd=5, slope_sd=2, shape=8, seed=3)
    fit = fit_multilevel(**data, family="nb2")
    assert "two starts ended at different likelihoods: the spread of effects is uncertain" in fit.warnings


def test_two_starts_that_agree_are_not():
    data, _ = simulated(intercept_sd=2.5, slope_sd=0.5, shape=8, seed=1)
    fit = fit_multilevel(**data, family="nb2")
    assert fit.random_sd[0] > 2
    assert fit.warnings == ()


def test_a_theta_of_many_millions_is_overdispersion_where_counts_are_as_large():
    """Means of ten million with theta of a million: the variance is eleven times that of Poisson counts."""
    random = np.random.default_rng(2)
    group = np.repeat(np.arange(12), 10)
    mean = 1e7 * np.exp(random.normal(0, 1e-3, 12))[group]
    counts = random.poisson(mean * random.gamma(1e6, 1e-6, len(mean)))
    design = pd.DataFrame({"intercept": 1.0, "x": random.normal(0, 1, len(mean))})
    fit = fit_multilevel(
        counts=counts,
        design=design,
        random_design=design[["intercept"]],
        groups=group,
        family="nb2",
        offset=np.log(np.full(len(mean), 1e8)),
    )
    assert fit.family == "nb2"
    assert fit.theta == pytest.approx(1e6, rel=0.5)
