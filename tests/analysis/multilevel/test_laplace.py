"""The analytic gradient against differences of the value, for every family and number of effects."""

import numpy as np
import pytest

from analysis.multilevel.families import Binomial, NegativeBinomial, Poisson
from analysis.multilevel.laplace import Laplace

RANDOM = np.random.default_rng(5)
GROUP = np.repeat(np.arange(6), [3, 12, 9, 1, 20, 15])
DESIGN = np.column_stack([np.ones(60), RANDOM.normal(size=(60, 2))])
COUNTS = RANDOM.poisson(6, 60).astype(float)
FAMILIES = {
    "poisson": Poisson(COUNTS),
    "nb2": NegativeBinomial(COUNTS),
    "binomial": Binomial(COUNTS, COUNTS + RANDOM.poisson(4, 60) + 1),
}


def packed(laplace, effects):
    factor = {1: [0.4], 2: [0.4, -0.1, 0.3], 3: [0.4, -0.1, 0.3, 0.2, 0.1, 0.25]}[effects]
    return np.array([0.8, 0.2, -0.1, *factor, *[1.2] * laplace.family.has_theta])


@pytest.mark.parametrize("effects", [1, 2, 3])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradient_is_the_slope_of_the_value(family, effects):
    laplace = Laplace(FAMILIES[family], DESIGN, DESIGN[:, :effects], RANDOM.normal(size=60) * 0.1, GROUP)
    at = packed(laplace, effects)
    _, gradient = laplace.value_and_gradient(at)
    steps = 1e-4 * np.eye(len(at))
    differences = [
        (laplace.value_and_gradient(at + step)[0] - laplace.value_and_gradient(at - step)[0]) / 2e-4 for step in steps
    ]
    assert gradient == pytest.approx(differences, rel=1e-6, abs=1e-5)


def test_an_effect_moves_with_the_parameters_as_its_derivative_says():
    laplace = Laplace(FAMILIES["nb2"], DESIGN, DESIGN[:, :2], np.zeros(60), GROUP)
    at = packed(laplace, 2)
    derivative = laplace.effects(at)[1]
    for place, step in enumerate(1e-4 * np.eye(len(at))):
        moved = (laplace.effects(at + step)[0] - laplace.effects(at - step)[0]) / 2e-4
        assert derivative[:, :, place] == pytest.approx(moved, rel=1e-4, abs=1e-6)


def test_a_spread_of_zero_leaves_the_likelihood_of_independent_counts():
    laplace = Laplace(FAMILIES["poisson"], DESIGN, DESIGN[:, :2], np.zeros(60), GROUP)
    value, gradient = laplace.value_and_gradient(np.array([0.8, 0.2, -0.1, 0.0, 0.0, 0.0]))
    eta = DESIGN @ [0.8, 0.2, -0.1]
    assert value == pytest.approx(-(FAMILIES["poisson"].constant + (COUNTS * eta - np.exp(eta)).sum()), rel=1e-12)
    assert gradient[3:] == pytest.approx(np.zeros(3), abs=1e-9)


def test_one_effect_equals_the_integral_where_it_is_nearly_normal():
    """Against a fine sum over v, in groups of many counts."""
    counts = RANDOM.poisson(300, 40).astype(float)
    group = np.repeat([0, 1], 20)
    laplace = Laplace(Poisson(counts), np.ones((40, 1)), np.ones((40, 1)), np.zeros(40), group)
    value, _ = laplace.value_and_gradient(np.array([5.7, 0.2]))
    v = np.linspace(-8, 8, 40_001)
    total = 0.0
    for members in (counts[:20], counts[20:]):
        eta = 5.7 + 0.2 * v
        joint = members.sum() * eta - 20 * np.exp(eta) - v**2 / 2 - np.log(2 * np.pi) / 2
        total += joint.max() + np.log(np.exp(joint - joint.max()).sum() * (v[1] - v[0]))
    assert -value == pytest.approx(total + Poisson(counts).constant, abs=1e-3)
