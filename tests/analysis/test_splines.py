"""Restricted cubic splines: what they can follow, where they are straight, what they refuse."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from analysis.splines import FIVE_KNOTS, RestrictedCubicSpline, spline_at_quantiles

KNOTS = (2.0, 5.0, 9.0, 20.0, 33.0)
SPLINE = RestrictedCubicSpline(KNOTS)


def test_five_knots_give_the_value_and_three_bends():
    x = np.array([1.0, 7.0, 40.0])
    assert SPLINE.basis(x).shape == (3, 4)
    assert SPLINE.basis(x)[:, 0] == pytest.approx(x)


def test_any_natural_cubic_spline_through_the_knots_is_a_sum_of_the_columns():
    x = np.linspace(2, 33, 200)
    target = CubicSpline(KNOTS, [0.0, 1.3, 1.1, 2.0, 1.7], bc_type="natural")(x)
    design = np.column_stack([np.ones(200), SPLINE.basis(x)])
    weights = np.linalg.lstsq(design, target)[0]
    assert design @ weights == pytest.approx(target, abs=1e-9)


@pytest.mark.parametrize("ends", [np.linspace(-5, 2, 8), np.linspace(33, 60, 8)])
def test_it_is_straight_beyond_the_outer_knots(ends):
    assert np.diff(SPLINE.basis(ends), n=2, axis=0) == pytest.approx(np.zeros((6, 4)), abs=1e-9)


def test_the_first_bend_is_harrells_formula():
    x = 12.0
    by_hand = (
        (x - 2) ** 3 - 0 * (33 - 2) / (33 - 20) + 0 * (20 - 2) / (33 - 20)
    ) / (33 - 2) ** 2  # fmt: skip
    assert SPLINE.basis(np.array([x]))[0, 1] == pytest.approx(by_hand)


def test_knots_are_quantiles_of_the_values():
    values = np.arange(101.0)
    assert spline_at_quantiles(values, FIVE_KNOTS).knots == pytest.approx((5, 27.5, 50, 72.5, 95))


@pytest.mark.parametrize("knots", [(1.0, 2.0), (1.0, 2.0, 2.0), (3.0, 2.0, 1.0)])
def test_refuses_knots_that_do_not_rise(knots):
    with pytest.raises(ValueError, match="each above the last"):
        RestrictedCubicSpline(knots)
