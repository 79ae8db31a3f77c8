"""The negative binomial against scipy's, at every size of its parameter, and on counts that no fit likes."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from analysis.areas import complete
from analysis.gradient import CannotFit, fit_nb2
from analysis.negative_binomial import Counts, coefficients, fit_negative_binomial, theta_curvature, theta_score

COUNTS = np.array([0.0, 1.0, 2.0, 5.0, 17.0, 60.0, 250.0])
THETAS = np.geomspace(0.3, 1_000, 40)
MEAN = np.array([0.3, 2.5, 2.0, 9.0, 11.0, 80.0, 200.0])


def logliks(counts, mean, theta):
    return nbinom.logpmf(counts, theta, theta / (theta + mean))


@pytest.mark.parametrize("theta", [0.01, 0.5, 3.0, 29.0, 31.0, 400.0])
def test_derivatives_in_ln_theta_are_those_of_scipys_likelihood(theta):
    step = 1e-3
    up, here, down = (logliks(COUNTS, MEAN, theta * np.exp(by)) for by in (step, 0, -step))
    of_counts = Counts.of(COUNTS)
    assert theta_score(of_counts, MEAN, theta) == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-7)
    bend = (up - 2 * here + down) / step**2
    assert theta_curvature(of_counts, MEAN, theta) == pytest.approx(bend, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("theta", [1e8, 1e11, 1e14])
def test_nothing_cancels_where_theta_is_very_large(theta):
    """The score goes to (y - (y - mu)^2) / (2 theta), the first term of the likelihood's expansion in 1 / theta."""
    expected = (COUNTS - (COUNTS - MEAN) ** 2) / (2 * theta)
    assert theta_score(Counts.of(COUNTS), MEAN, theta) == pytest.approx(expected, rel=1e-4, abs=5e-15)


def line(counts, design, theta=np.inf):
    return coefficients(counts, design, np.zeros(len(counts)), np.array([np.log(counts.mean()), 0.0]), theta).params


def drawn(theta, size=400, seed=3):
    random = np.random.default_rng(seed)
    x = random.uniform(0, 4, size)
    mean = 20 * np.exp(0.3 * x)
    return random.poisson(mean * random.gamma(theta, 1 / theta, size)).astype(float), np.column_stack([x**0, x])


@pytest.mark.parametrize("theta", [0.2, 2.0, 50.0])
def test_no_parameters_nearby_are_likelier(theta):
    counts, design = drawn(theta)
    fit = fit_negative_binomial(counts, design, np.zeros(len(counts)), np.array([3.0, 0.3]))
    best = logliks(counts, np.exp(design @ fit.params), fit.theta).sum()
    for move in np.random.default_rng(0).normal(0, 0.01, (50, 3)):
        moved = logliks(counts, np.exp(design @ (fit.params + move[:2])), fit.theta * np.exp(move[2])).sum()
        assert moved < best


def test_a_start_far_away_leads_to_the_same_place():
    counts, design = drawn(2.0)
    near, far = (
        fit_negative_binomial(counts, design, np.zeros(len(counts)), np.array(start)) for start in ([3, 0.3], [-4, 2.5])
    )
    assert far.params == pytest.approx(near.params, abs=1e-8)
    assert far.theta == pytest.approx(near.theta, rel=1e-8)


def test_the_covariance_is_that_of_the_estimates_of_many_draws():
    fits = []
    for seed in range(300):
        counts, design = drawn(2.0, seed=seed)
        fits.append(fit_negative_binomial(counts, design, np.zeros(len(counts)), np.array([3.0, 0.3])))
    spread = np.std([[*fit.params, np.log(fit.theta)] for fit in fits], axis=0)
    stated = np.mean([np.sqrt(np.diag(fit.covariance)) for fit in fits], axis=0)
    assert stated == pytest.approx(spread, rel=0.1)


def few_events(seed):
    """58 events in 60 areas whose rates differ by more than their exposure."""
    random = np.random.default_rng(seed)
    x = random.gamma(2.2, 7, 60)
    rates = np.exp(0.06 * x) * random.gamma(3, 1 / 3, 60)
    return random.multinomial(58, rates / rates.sum()).astype(float), np.column_stack([x**0, x])


@pytest.mark.parametrize("seed", [26, 127, 263, 1, 2, 3])
def test_of_several_maxima_the_highest_is_taken(seed):
    """In the first three draws the Poisson line is a maximum, and NB2 has a higher one away from it."""
    counts, design = few_events(seed)
    at_poisson = line(counts, design)
    heights = {theta: logliks(counts, np.exp(design @ line(counts, design, theta)), theta).sum() for theta in THETAS}
    limit = poisson.logpmf(counts, np.exp(design @ at_poisson)).sum()
    fit = fit_negative_binomial(counts, design, np.zeros(60), at_poisson)
    found = limit if fit is None else logliks(counts, np.exp(design @ fit.params), fit.theta).sum()
    assert found >= max(limit, *heights.values()) - 1e-9


SIZES = st.sampled_from((10, 11, 40, 150))
EXPOSURES = {
    "spread": lambda random, n: random.uniform(0, 60, n),
    "in pairs": lambda random, n: np.repeat(random.uniform(0, 50, (n + 1) // 2), 2)[:n],
    "two values": lambda _, n: np.where(np.arange(n) % 2, 5.0, 40.0),
    "one apart": lambda _, n: np.where(np.arange(n) == n // 2, 45.0, 10.0),
    "nearly the same": lambda random, n: 10 + 0.01 * random.uniform(size=n),
    "nothing and all": lambda _, n: np.where(np.arange(n) % 3, 0.0, 100.0),
}
CHILDREN = {
    "alike": lambda _, n: np.full(n, 1_000.0),
    "very unlike": lambda random, n: np.ceil(random.lognormal(7, 3, n)),
    "a million beside fifties": lambda _, n: np.r_[1e6, np.full(n - 1, 50.0)],
    "one each": lambda _, n: np.ones(n),
}
HOSTILE = {
    "on the line": lambda _, mean: mean,
    "next to the line": lambda random, mean: np.rint(mean) + random.integers(0, 2, len(mean)),
    "all alike": lambda random, mean: np.full(len(mean), random.integers(1, 50)),
    "one event": lambda random, mean: (np.arange(len(mean)) == random.integers(len(mean))) * 1,
    "one area of ten million": lambda random, mean: (np.arange(len(mean)) == random.integers(len(mean))) * 10_000_000,
    "one authority": lambda random, mean: (np.arange(len(mean)) < 4) * (random.poisson(5, len(mean)) + 1),
    "ten million among few": lambda random, mean: np.r_[10_000_000, random.poisson(mean)[1:]],
    "ten million each": lambda random, mean: 10_000_000 + random.integers(0, 5, len(mean)),
    "none or one": lambda random, mean: random.integers(0, 2, len(mean)),
    "without a mean": lambda random, mean: np.floor(np.minimum(random.standard_cauchy(len(mean)) ** 2, 1e9)),
}


def hostile(size, exposure, children, counts, seed):
    random = np.random.default_rng(seed)
    x, population = EXPOSURES[exposure](random, size), CHILDREN[children](random, size)
    mean = population * 0.01 * 1.5 ** (x / 10)
    return complete(
        pd.DataFrame(
            {
                "area_code": np.arange(size).astype(str),
                "la_code": (np.arange(size) // 4).astype(str),
                "events_count": HOSTILE[counts](random, mean),
                "children_count": population,
                "exposure_pct": x,
            }
        )
    )


AREAS = st.builds(
    hostile,
    SIZES,
    st.sampled_from(tuple(EXPOSURES)),
    st.sampled_from(tuple(CHILDREN)),
    st.sampled_from(tuple(HOSTILE)),
    st.integers(0, 999),
)


@pytest.mark.parametrize("errors", [None, "HC1", "la_clustered"])
@settings(max_examples=350, derandomize=True, deadline=None)
@given(areas=AREAS)
def test_on_hostile_counts_a_fit_ends_at_a_maximum_or_refuses_in_words(areas, errors):
    began = time.process_time()
    try:
        fit = fit_nb2(areas, errors=errors, name="nb2")
    except CannotFit:
        return
    finally:
        assert time.process_time() - began < 2
    intercept, slope, alpha = (term.estimate for term in fit.terms)
    rows = areas.rows
    mean = rows["children_count"] * np.exp(intercept + slope * rows["exposure_pct"])
    residual = (rows["events_count"] - mean) / (1 + alpha * mean)
    size = ((rows["events_count"] + mean) / (1 + alpha * mean)).sum()
    assert abs(residual.sum()) < 1e-6 * size
    assert abs((residual * rows["exposure_pct"]).sum()) < 1e-4 * size
    assert np.isfinite(fit.tidy()[["score", "score_low", "score_high"]].iloc[1].astype(float)).all()


def test_as_the_dispersion_vanishes_so_does_the_difference_to_poisson():
    """The likelihood of counts on the line has no maximum short of the Poisson one."""
    mean = np.linspace(2, 60, 40)
    counts = np.rint(mean)
    likelier = [logliks(counts, mean, theta).sum() for theta in (1e2, 1e4, 1e6)]
    assert likelier == sorted(likelier)
    assert likelier[-1] == pytest.approx(poisson.logpmf(counts, mean).sum(), abs=1e-3)
    design = np.column_stack([np.ones(40), np.log(mean)])
    assert fit_negative_binomial(counts, design, np.zeros(40), np.array([0.0, 1.0])) is None
