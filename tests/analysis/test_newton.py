"""Newton's method where it overshoots, where there is no maximum, and where its steps run out."""

import numpy as np
import pytest

from analysis.gradient import CannotFit
from analysis.newton import Maximum, Point, maximise


def poisson(events, design):
    """Counts of a log-linear mean; what is of use besides is the mean itself."""

    def at(params):
        eta = design @ params
        mean = np.exp(eta)
        return Point(
            loglik=float(events @ eta - mean.sum()),
            score=design.T @ (events - mean),
            information=design.T @ (design * mean[:, None]),
            detail=mean,
        )

    return at


def found(events, design, start=None) -> Maximum:
    begun = np.zeros(design.shape[1]) if start is None else np.asarray(start, float)
    return maximise(poisson(events, design), begun, events=events.sum(), collinear="one column follows from another")


def test_a_start_from_which_whole_steps_overflow_still_leads_to_the_mean():
    fit = found(np.array([1e6, 3e6]), np.ones((2, 1)), start=[-6])
    assert fit.converged
    assert fit.params[0] == pytest.approx(np.log(2e6), rel=1e-12)
    assert fit.detail == pytest.approx(2e6)


def test_counts_of_ten_million_are_maximised_although_their_likelihood_is_known_to_few_digits():
    design = np.column_stack([np.ones(40), np.linspace(0, 1, 40)])
    fit = found(np.full(40, 1e7) + np.arange(40), design)
    assert fit.converged
    assert fit.detail.sum() == pytest.approx(4e8 + 780, rel=1e-12)


def test_counts_at_one_end_have_no_maximum():
    with pytest.raises(CannotFit, match="rises without end"):
        found(np.array([0.0, 0.0, 4.0]), np.column_stack([np.ones(3), [0.0, 0.0, 1.0]]))


def test_columns_that_follow_from_each_other_are_refused_in_the_words_of_the_fit():
    column = np.linspace(0, 1, 5)
    with pytest.raises(CannotFit, match="one column follows from another"):
        found(np.arange(1.0, 6.0), np.column_stack([column, 2 * column]))


def test_numbers_that_overflow_at_the_start_are_refused():
    with pytest.raises(CannotFit, match="too large or too small"):
        found(np.ones(3), np.ones((3, 1)), start=[1e4])


def hill(curvature, highest=0.9):
    """A likelihood with its maximum at `highest` that is no number from 1 on; `curvature` is what it says of itself."""

    def at(params):
        (x,) = params
        loglik = -((x - highest) ** 2) / 2 if x < 1 else np.nan
        return Point(loglik, np.array([highest - x]), np.array([[curvature]]), None)

    return at


def test_a_step_onto_what_is_no_number_is_halved():
    fit = maximise(hill(0.5), np.zeros(1), events=1, collinear="flat")
    assert fit.converged
    assert fit.params[0] == pytest.approx(0.9)


def test_steps_that_run_out_are_said_to_have():
    fit = maximise(hill(1e3), np.zeros(1), events=1, collinear="flat")
    assert not fit.converged
    assert 0 < fit.params[0] < 0.9
