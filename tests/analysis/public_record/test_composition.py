"""The composition test: nothing contextual where neighbourhoods make the count, then a known context."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete
from analysis.gradient import CannotFit
from analysis.public_record.composition import (
    CURVES,
    composition_of,
    composition_tests,
    compositions,
    contextual_ratio,
    curves_of,
)


def test_a_composition_is_the_mean_rate_over_children():
    rows = pd.DataFrame(
        {
            "la_code": ["A", "A", "B", "B"],
            "exposure_pct": [10.0, 20.0, 0.0, np.nan],
            "children_count": [300, 100, 50, 50],
        }
    )
    made = composition_of(rows, CURVES["log_linear_1.62"])
    assert made["A"] == pytest.approx((300 * 1.62 + 100 * 1.62**2) / 400)
    assert made["B"] == pytest.approx(1)


def test_a_power_of_nearly_no_deprivation_is_that_of_half_a_per_cent():
    assert CURVES["power_1.00"](np.array([0.0, 0.3, 0.5, 8.0])).tolist() == [0.5, 0.5, 0.5, 8.0]


@pytest.fixture(scope="module")
def country():
    """A hundred authorities of twenty neighbourhoods each, with the level that each has over all of them."""
    random = np.random.default_rng(8)
    level = np.linspace(5, 25, 100)
    exposure = random.gamma(2.2, np.repeat(level, 20) / 2.2)
    rows = pd.DataFrame(
        {"la_code": np.repeat([f"E{place:03}" for place in range(100)], 20), "exposure_pct": exposure,
         "children_count": 1_500.0}
    )  # fmt: skip
    return rows, rows.groupby("la_code")["exposure_pct"].mean()


def counted(country, context):
    """Counts that the power of 0.77 makes, times the context per +10 points of the authority's own level."""
    rows, level = country
    random = np.random.default_rng(9)
    made = composition_of(rows, CURVES["power_0.77"]) * context ** (level / 10)
    mean = 30_000 * 0.004 * made * random.gamma(25, 1 / 25, len(made))
    return complete(
        pd.DataFrame(
            {
                "area_code": level.index,
                "la_code": level.index,
                "events_count": random.poisson(mean),
                "children_count": 30_000.0,
                "exposure_pct": level.to_numpy(),
            }
        )
    )


@pytest.mark.parametrize(("context", "verdict"), [(1.0, "cannot_distinguish"), (0.7, "lower"), (1.4, "higher")])
def test_recovers_a_known_context_under_the_true_curve(country, context, verdict):
    rows = composition_tests(counted(country, context), compositions(country[0])).set_index("curve")
    found = rows.loc["power_0.77"]
    assert found["ratio_low"] < context < found["ratio_high"]
    assert found["verdict"] == verdict
    assert set(rows.index) == set(CURVES)


def test_the_answer_depends_on_the_curve_that_is_assumed(country):
    rows = composition_tests(counted(country, 1.0), compositions(country[0])).set_index("curve")
    assert rows.loc["power_1.00", "verdict"] == "lower"
    assert rows.loc["power_0.60", "ratio"] > rows.loc["power_0.77", "ratio"] > rows.loc["power_1.00", "ratio"]


def test_a_ratio_per_ten_points_is_not_carried_to_points_of_another_kind():
    assert set(curves_of(2019)) == set(CURVES)
    assert set(curves_of(2025)) == {"power_0.60", "power_0.77", "power_1.00"}


def test_authorities_without_neighbourhoods_are_left_out_and_counted(country):
    made = composition_of(country[0], CURVES["power_0.77"])
    found = contextual_ratio(counted(country, 1.0), made.drop(index=["E000", "E001"])).iloc[0]
    assert (found["n_la"], found["excluded_count"]) == (98, 2)


def test_refuses_authorities_of_another_country(country):
    with pytest.raises(CannotFit, match="no authority has neighbourhoods"):
        contextual_ratio(counted(country, 1.0), pd.Series({"W06000001": 1.0}))
