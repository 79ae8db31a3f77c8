"""Each rule on figures whose verdict is known beforehand."""

import pytest

from analysis.claims.rules import RULES, Figure, Holds

CLEAR, UNSURE, OPPOSITE = Figure(1.6, 1.4, 1.8), Figure(1.1, 0.9, 1.3), Figure(0.7, 0.6, 0.8)


def holds(rule, *figures, **numbers):
    return RULES[rule].judge(figures, numbers)


@pytest.mark.parametrize(
    ("figure", "verdict"), [(CLEAR, Holds.REPRODUCED), (UNSURE, Holds.NOT_SUPPORTED), (OPPOSITE, Holds.CONTRADICTED)]
)
def test_a_sign_holds_only_beyond_the_interval(figure, verdict):
    assert holds("above", figure, neutral=1) == verdict
    mirrored = Figure(1 / figure.estimate, 1 / figure.high, 1 / figure.low)
    assert holds("below", mirrored, neutral=1) == verdict


def test_a_sign_of_several_is_that_of_the_worst():
    assert holds("above", CLEAR, UNSURE, neutral=1) == Holds.NOT_SUPPORTED


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure(1.61), Holds.REPRODUCED),
        (Figure(1.5, 1.3, 1.7), Holds.REPRODUCED),
        (Figure(1.3, 1.2, 1.4), Holds.CONSISTENT),
        (Figure(1.4, 0.9, 1.9), Holds.NOT_SUPPORTED),
        (Figure(0.7, 0.6, 0.8), Holds.CONTRADICTED),
    ],
)
def test_an_estimate_is_near_or_at_least_on_the_same_side(figure, verdict):
    assert holds("near", figure, value=1.62, within=0.05, neutral=1) == verdict


def test_a_number_is_equal_or_not():
    assert holds("equal", Figure(7), value=7) == Holds.REPRODUCED
    assert holds("equal", Figure(6), value=7) == Holds.CONTRADICTED


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure(1, 0.98, 1.02), Holds.REPRODUCED),
        (Figure(1.02, 1.01, 1.03), Holds.CONSISTENT),
        (Figure(1, 0.8, 1.2), Holds.NOT_SUPPORTED),
        (Figure(1.2, 1.1, 1.3), Holds.CONTRADICTED),
    ],
)
def test_no_difference_needs_an_interval_that_leaves_none_out_that_matters(figure, verdict):
    assert holds("no_difference", figure, neutral=1, lowest=0.95, highest=1.05) == verdict


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        ((Figure(1, 0.9, 1.1), Figure(1.2, 1.1, 1.3), Figure(1.5, 1.4, 1.6)), Holds.REPRODUCED),
        ((Figure(1, 0.9, 1.1), Figure(0.98, 0.9, 1.1), Figure(1.5, 1.4, 1.6)), Holds.CONSISTENT),
        ((Figure(1, 0.9, 1.1), Figure(1.05, 0.9, 1.2)), Holds.NOT_SUPPORTED),
        ((Figure(1.5, 1.4, 1.6), Figure(1.1, 1, 1.2), Figure(2, 1.9, 2.1)), Holds.CONTRADICTED),
    ],
)
def test_an_order_rises_without_a_step_down_that_the_intervals_show(figures, verdict):
    assert holds("ascending", *figures) == verdict


def test_a_range_holds_or_meets_the_interval():
    assert holds("within_range", Figure(1.6, 1.3, 2), lowest=1.2, highest=2.4) == Holds.REPRODUCED
    assert holds("within_range", Figure(1.6, 1.1, 2), lowest=1.2, highest=2.4) == Holds.CONSISTENT
    assert holds("within_range", Figure(3, 2.6, 4), lowest=1.2, highest=2.4) == Holds.CONTRADICTED


def test_what_only_has_to_be_estimated_needs_its_interval():
    assert holds("estimated", CLEAR) == Holds.REPRODUCED
    assert holds("estimated", Figure(0.5)) == Holds.NOT_SUPPORTED
