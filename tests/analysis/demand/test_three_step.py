"""Slopes of class shares: right with the probabilities of misplacing, too flat without them."""

import numpy as np
import pytest

from analysis.demand.three_step import fit_class_slopes
from analysis.gradient import CannotFit

ERRORS = np.array([[0.8, 0.15, 0.05], [0.1, 0.8, 0.1], [0.2, 0.1, 0.7]])
LOGITS = np.array([0.0, 0.3, -0.2])
SLOPES = np.array([0.0, 0.03, -0.05])
AREAS, EACH = 600, 200


@pytest.fixture(scope="module")
def drawn():
    random = np.random.default_rng(12)
    exposure = random.gamma(2, 7, AREAS)
    centred = exposure - exposure.mean()
    odds = np.exp(LOGITS + centred[:, None] * SLOPES)
    put = random.multinomial(EACH, odds / odds.sum(axis=1, keepdims=True) @ ERRORS)
    return {"put": put.astype(float), "exposure": exposure, "groups": np.arange(AREAS) // 20}


def of_log_share():
    share = np.exp(LOGITS) / np.exp(LOGITS).sum()
    return SLOPES - share @ SLOPES


def test_the_slope_of_each_log_share_lies_in_its_interval(drawn):
    fit = fit_class_slopes(**drawn, errors=ERRORS)
    assert fit.converged
    assert (np.abs(fit.slope - of_log_share()) < 3 * fit.se).all()
    assert (fit.se < 0.003).all()


def test_taking_the_likeliest_class_for_the_true_one_flattens_the_slopes(drawn):
    naive = fit_class_slopes(**drawn, errors=np.eye(3))
    assert (np.abs(naive.slope[1:]) < 0.85 * np.abs(of_log_share()[1:])).all()


def test_shares_that_do_not_follow_the_exposure_have_no_slope(drawn):
    shuffled = drawn | {"exposure": np.random.default_rng(1).permutation(drawn["exposure"])}
    fit = fit_class_slopes(**shuffled, errors=ERRORS)
    assert (np.abs(fit.slope) < 3.5 * fit.se).all()


def test_one_authority_is_refused(drawn):
    with pytest.raises(CannotFit, match="at least two authorities"):
        fit_class_slopes(**(drawn | {"groups": np.zeros(AREAS)}), errors=ERRORS)
