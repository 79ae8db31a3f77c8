"""Models over neighbourhoods as rows of results: what each recovers, and what follows from its terms."""

import numpy as np
import pytest

from analysis.areas import Areas
from analysis.gradient import CannotFit
from analysis.neighbourhood import fit_fixed_effects, fit_multilevel_gradient
from analysis.specifications import SPECIFICATIONS

TRUE = np.log(1.62) / 10


@pytest.fixture(scope="module")
def areas(areas_of):
    """A population of one slope for all authorities but for chance, whose level falls with L."""
    return areas_of("A0")


@pytest.fixture(scope="module")
def rows_of(areas):
    fits = {each.model: each.fit for each in SPECIFICATIONS if each.level == "neighbourhood"}
    fitted = {}

    def rows(model):
        if model not in fitted:
            fitted[model] = fits[model](areas, name=model).tidy().set_index("term")
        return fitted[model]

    return rows


@pytest.mark.parametrize(
    "model",
    ["la_fixed_effects", "multilevel_poisson", "multilevel_nb2", "within_between", "multilevel_nb2_by_la",
     "multilevel_nb2_by_la_squared", "multilevel_nb2_by_ln_la", "multilevel_nb2_spline", "multilevel_nb2_rural",
     "multilevel_nb2_density"],
)  # fmt: skip
def test_each_model_finds_the_slope_that_the_counts_were_drawn_with(model, rows_of):
    row = rows_of(model).loc["exposure"]
    assert row["converged"]
    assert row["estimate"] == pytest.approx(TRUE, abs=4 * row["se"])
    assert row["score"] == pytest.approx(np.exp(10 * row["estimate"]))
    assert row["se"] < 0.004


def test_context_is_between_less_within(rows_of):
    """The population's authorities differ by -0.134 per +10 points of L, before their slope."""
    rows = rows_of("within_between")
    difference = rows.loc["la_mean_exposure", "estimate"] - rows.loc["exposure", "estimate"]
    assert rows.loc["contextual", "estimate"] == pytest.approx(difference)
    assert rows.loc["contextual", "estimate"] == pytest.approx(-0.0134, abs=4 * rows.loc["contextual", "se"])


def test_the_spread_of_authorities_is_reported_without_an_error(rows_of):
    rows = rows_of("multilevel_nb2")
    assert rows.loc["sd_intercept", "estimate"] == pytest.approx(0.27, abs=0.08)
    assert rows.loc["theta", "estimate"] == pytest.approx(8, rel=0.15)
    assert (
        rows.loc[["sd_intercept", "sd_exposure", "correlation", "theta"], ["se", "ci_low", "score"]]
        .isna()
        .all(axis=None)
    )


def test_the_additive_slope_is_the_mean_of_what_ten_points_add(rows_of, areas):
    """The national rate of 544.5 times 0.62, give or take the random slopes."""
    row = rows_of("multilevel_nb2").loc["exposure"]
    rate = 10_000 * areas.events_count / areas.rows["children_count"].sum()
    assert row["additive_per_10k"] == pytest.approx(rate * (row["score"] - 1), rel=0.1)


def test_a_rural_slope_is_beside_the_urban_one(rows_of):
    row = rows_of("multilevel_nb2_rural").loc["exposure_by_rural"]
    assert row["ci_low"] < 0 < row["ci_high"]


def test_a_column_that_is_not_known_is_a_reason_not_a_crash(areas):
    unknown = Areas(rows=areas.rows.assign(children_per_hectare=np.nan), excluded_count=0)
    with pytest.raises(CannotFit, match="3600 rows lack column ln_density, column exposure_by_ln_density"):
        fit_multilevel_gradient(unknown, name="density", family="poisson", terms=("exposure", "density"))


def test_intervals_of_fixed_effects_use_the_authorities(areas):
    row = fit_fixed_effects(areas, name="la_fixed_effects").tidy().iloc[0]
    assert (row["ci_high"] - row["estimate"]) / row["se"] == pytest.approx(2.000995, abs=1e-6)
