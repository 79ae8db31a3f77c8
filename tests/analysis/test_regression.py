"""What can go wrong in statsmodels, in words; and separation, by trying directions out."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.genmod import families

from analysis.gradient import CannotFit
from analysis.regression import (
    errors_of,
    finished,
    fit_counts,
    is_maximised,
    refuse_collinear,
    refuse_separated_columns,
    refuse_unbounded,
    solved,
    varies,
)
from tests.analysis.hostile import ended, examples

DESIGN = pd.DataFrame({"intercept": 1.0, "x": np.linspace(0, 3, 12)})


def failing(error):
    def fit():
        raise error

    return fit


@pytest.mark.parametrize("error", [np.linalg.LinAlgError("Singular matrix"), ValueError("NaN, inf in weights")])
def test_what_statsmodels_cannot_go_on_with_is_refused_in_words(error):
    with pytest.raises(CannotFit, match="cannot go on with") as refusal:
        solved(failing(error))
    assert refusal.value.__cause__ is error


def test_a_mistake_in_the_code_is_no_refusal():
    with pytest.raises(KeyError):
        solved(failing(KeyError("exposure")))


@pytest.mark.parametrize(("params", "variance"), [([np.nan], 1.0), ([1.0], np.inf), ([1.0], np.nan)])
def test_an_estimate_that_is_no_number_is_refused(params, variance):
    fit = SimpleNamespace(params=params, cov_params=lambda: np.array([[variance]]))
    with pytest.raises(CannotFit, match="no finite estimate"):
        solved(lambda: fit)


def test_counts_on_the_line_have_an_error_of_nothing():
    counts = np.exp(1 + 0.5 * DESIGN["x"])
    fit = fit_counts(counts, DESIGN, family=families.Poisson(), groups=np.arange(12))
    assert errors_of(fit).to_numpy() == pytest.approx([0, 0], abs=1e-9)
    assert fit.params["x"] == pytest.approx(0.5)


def test_large_counts_are_at_the_maximum_though_their_deviance_never_stands_still():
    counts = 1e9 * np.arange(1, 13) ** 2
    fit = fit_counts(counts, DESIGN, family=families.Poisson(), groups=np.arange(12))
    assert fit.fittedvalues.sum() == pytest.approx(counts.sum(), rel=1e-9)
    assert is_maximised(fit)
    assert finished(fit) is fit


def test_an_iteration_that_was_cut_short_is_not_at_the_maximum():
    fit = fit_counts(np.arange(1, 13) ** 2, DESIGN, family=families.Poisson(), groups=np.arange(12))
    short = fit.model.fit(maxiter=1)
    assert not is_maximised(short)
    with pytest.raises(CannotFit, match="not maximised"):
        finished(short)


@pytest.mark.parametrize(
    ("rows", "reason"), [(DESIGN.assign(y=2 * DESIGN["x"] + 1), "column y follows"), (DESIGN.head(2), "2 rows cannot")]
)
def test_columns_that_are_no_evidence_of_their_own_are_refused(rows, reason):
    with pytest.raises(CannotFit, match=reason):
        refuse_collinear(rows)


def test_one_group_has_no_clustered_error():
    with pytest.raises(CannotFit, match="two authorities"):
        fit_counts(np.arange(1, 13), DESIGN, family=families.Poisson(), groups=np.zeros(12))


def separates(direction, columns, counts, trials):
    """Whether moving along the direction only ever makes the counts likelier, and some of them so."""
    moved = columns @ direction
    is_none, is_all = counts == 0, (counts == trials) if trials is not None else np.zeros(len(counts), bool)
    holds = (np.where(is_none, moved <= 1e-9, True) & np.where(is_all, moved >= -1e-9, True)).all()
    return holds and (np.abs(moved[~(is_none | is_all)]) < 1e-9).all() and np.abs(moved).max() > 1e-6


CORNERS = [np.array([a, b]) for a in range(-6, 7) for b in range(-6, 7) if (a, b) != (0, 0)]


@examples(75)
@given(
    x=st.lists(st.integers(0, 3), min_size=4, max_size=9).filter(lambda x: len(set(x)) > 1),
    counts=st.lists(st.integers(0, 2), min_size=9, max_size=9),
    has_trials=st.booleans(),
)
def test_counts_are_separated_just_where_some_direction_makes_them_ever_likelier(x, counts, has_trials):
    """Of an intercept and one column of whole numbers, every separating direction is one of small whole numbers."""
    design = pd.DataFrame({"intercept": 1.0, "x": np.array(x, float)})
    events = np.array(counts[: len(x)], float)
    trials = np.full(len(x), 2.0) if has_trials else None
    tried = any(separates(corner, design.to_numpy(), events, trials) for corner in CORNERS)
    if tried:
        with pytest.raises(CannotFit, match="separated"):
            refuse_separated_columns(design, events, trials)
    else:
        refuse_separated_columns(design, events, trials)


@examples(30)
@given(counts=st.lists(st.sampled_from([0, 1, 7, 10_000_000]), min_size=12, max_size=12))
def test_fitted_counts_add_up_to_the_events(counts):
    fit = ended(lambda: fit_counts(counts, DESIGN, family=families.Poisson(), groups=np.arange(12)))
    if fit is not None:
        residual = np.array(counts) - fit.fittedvalues.to_numpy()
        assert is_maximised(fit)
        assert DESIGN.to_numpy().T @ residual == pytest.approx(np.zeros(2), abs=1e-5 * sum(counts))


@pytest.mark.parametrize(
    ("values", "answer"), [([], False), ([3.0, 3.0], False), ([1e12, 1e12 + 1], False), ([1e-12, 2e-12], True)]
)
def test_values_vary_by_more_than_rounding(values, answer):
    assert varies(values) is answer


def test_a_ratio_beyond_any_is_refused():
    refuse_unbounded([-99.0, 99.0])
    for log_ratios in ([0.0, 101.0], [np.nan], [-np.inf, 0.0]):
        with pytest.raises(CannotFit, match="do not bound"):
            refuse_unbounded(log_ratios)
