"""Cox's model on hostile spells: it ends, and where it gives an estimate, that is where the likelihood is highest."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy.optimize import minimize_scalar

from analysis.gradient import CannotFit
from analysis.survival import fit_cox
from tests.analysis.hostile import all_finite, ended, examples
from tests.analysis.hostile_spells import TROUBLES, spells


def fitted(rows, columns):
    return fit_cox(
        durations=rows["lasted"],
        entries=rows["entered"],
        is_event=rows["is_ended"],
        design=rows[list(columns)],
        groups=rows["la"],
    )


def log_likelihood(rows, x, params):
    """Efron's, one event after another, by its definition; and its slope."""
    relative, total, slope = np.exp(x @ params), 0.0, np.zeros(x.shape[1])
    lasted, entered, is_ended = (rows[name].to_numpy() for name in ("lasted", "entered", "is_ended"))
    for time in np.unique(lasted[is_ended]):
        at_risk, ends = (entered < time) & (lasted >= time), is_ended & (lasted == time)
        for left_out in np.arange(ends.sum()) / ends.sum():
            weight = relative * (at_risk - left_out * ends)
            total -= np.log(weight.sum())
            slope -= weight @ x / weight.sum()
        total += (x[ends] @ params).sum()
        slope += x[ends].sum(axis=0)
    return total, slope


@examples(75)
@given(how=TROUBLES)
def test_an_estimate_is_where_the_slope_of_the_likelihood_is_zero(how):
    rows = spells(**how)
    fit = ended(lambda: fitted(rows, ["x", "y"]))
    if fit is None or not fit.converged:
        return
    assert all_finite(fit)
    x = (rows[["x", "y"]] - rows[["x", "y"]].mean()).to_numpy()
    at_zero, at_estimate = (log_likelihood(rows, x, params) for params in (np.zeros(2), fit.params))
    assert fit.loglik == pytest.approx(at_estimate[0], abs=1e-6)
    assert at_estimate[0] >= at_zero[0] - 1e-9
    assert at_estimate[1] * fit.plain_se == pytest.approx([0, 0], abs=1e-5)


@examples(30)
@given(how=TROUBLES)
def test_neither_the_order_of_spells_nor_the_unit_of_a_column_matters(how):
    rows = spells(**how)
    changed = rows.assign(x=1000 * rows["x"] + 5).sample(frac=1, random_state=1)
    fit, again = (ended(lambda of=of: fitted(of, ["x", "y"])) for of in (rows, changed))
    assert (fit is None) == (again is None)
    if fit is not None and fit.converged:
        assert again.params * [1000, 1] == pytest.approx(fit.params, rel=1e-6, abs=1e-8)
        assert again.se * [1000, 1] == pytest.approx(fit.se, rel=1e-5, abs=1e-8)


NO_MAXIMUM = ("rises without end", "still rises")


def is_monotone(rows):
    """Whether whatever ends has the largest x of all at risk, or always the smallest."""
    signs = []
    for sign in (1, -1):
        x = sign * rows["x"].to_numpy()
        holds = [
            x[(rows["entered"] < row.lasted) & (rows["lasted"] >= row.lasted)].max() <= sign * row.x + 1e-9
            for row in rows[rows["is_ended"]].itertuples()
        ]
        signs.append(all(holds))
    return any(signs)


def still_rises(rows):
    """Whether the likelihood rises outwards where hazards differ e^20-fold, on one side or the other."""
    x = rows[["x"]].to_numpy() - rows["x"].mean()
    far = 20 / np.ptp(x)
    return log_likelihood(rows, x, np.array([far]))[1] > 0 or log_likelihood(rows, x, np.array([-far]))[1] < 0


@examples(75)
@given(how=TROUBLES)
def test_one_column_has_no_estimate_just_where_it_orders_the_ends(how):
    rows, said = spells(**how), ""
    try:
        fitted(rows, ["x"])
    except CannotFit as reason:
        said = str(reason)
    if not said:
        assert not is_monotone(rows)
    elif any(words in said for words in NO_MAXIMUM):
        assert still_rises(rows)


def made(**how):
    plain = {"count": 60, "las": 6, "column": "normal", "lasted": "varied", "ended": "all", "entered": "at once"}
    return spells(**(plain | how))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"lasted": "by column"}, "still rises|without end"),
        ({"ended": "by column", "column": "binary", "lasted": "two lengths"}, "still rises|without end"),
        ({"entered": "just before", "lasted": "in turn"}, "do not differ among the spells at risk"),
        ({"column": "constant"}, "do not differ"),
        ({"ended": "one"}, "1 spells that ended"),
        ({"count": 0}, "at least two authorities"),
    ],
)
def test_spells_without_an_estimate_are_refused_with_the_reason(how, reason):
    with pytest.raises(CannotFit, match=reason):
        fitted(made(**how), ["x", "y"])


def test_a_column_that_is_twice_another_is_refused():
    with pytest.raises(CannotFit, match="one follows from the others"):
        fitted(made().assign(y=lambda rows: 2 * rows["x"]), ["x", "y"])


def test_a_column_that_differs_only_by_rounding_is_none():
    rows = made()
    with pytest.raises(CannotFit, match="do not differ"):
        fitted(rows.assign(x=0.1 + 1e-17 * rows["x"], y=1e9 + 1e-3 * rows["y"]), ["x"])


def test_the_hazard_of_two_groups_that_end_together_is_that_of_their_counts():
    """Of one tied time, twenty of thirty end with x = 1 and ten of thirty with x = 0."""
    rows = pd.DataFrame({"x": np.repeat([1.0, 0.0], 30), "la": np.arange(60) % 3, "entered": 0.0})
    rows["is_ended"] = np.r_[np.arange(30) < 20, np.arange(30) < 10]
    rows["lasted"] = 1.0
    fit = fitted(rows, ["x"])
    x = rows[["x"]].to_numpy()
    highest = minimize_scalar(lambda slope: -log_likelihood(rows, x, np.array([slope]))[0], bounds=(0, 3))
    assert fit.params[0] == pytest.approx(highest.x, abs=1e-4)
