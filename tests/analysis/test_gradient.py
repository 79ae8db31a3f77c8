"""Gradients: a known truth, R's answers, then edges and refusals."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete
from analysis.gradient import CannotFit, fit_nb2, fit_poisson, log_linear

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def areas_with_rate_ratio_1_62():
    """Forty areas whose counts lie exactly on a log-linear rate."""
    exposure = np.linspace(2, 41, 40)
    children = np.linspace(1_000, 50_000, 40)
    return pd.DataFrame(
        {
            "area_code": [f"A{number}" for number in range(40)],
            "la_code": [f"L{number // 4}" for number in range(40)],
            "events_count": children * 0.02 * 1.62 ** (exposure / 10),
            "children_count": children,
            "exposure_pct": exposure,
        }
    )


def slope(fit):
    return fit.tidy().set_index("term").loc["exposure"]


def test_recovers_a_known_rate_ratio_exactly(areas_with_rate_ratio_1_62):
    fit = fit_poisson(complete(areas_with_rate_ratio_1_62), errors="HC1", name="poisson")
    assert slope(fit)["score"] == pytest.approx(1.62, rel=1e-8)


def test_the_score_per_sd_uses_the_spread_of_the_areas(areas_with_rate_ratio_1_62):
    fit = fit_poisson(complete(areas_with_rate_ratio_1_62), errors="HC1", name="poisson")
    spread = np.std(np.linspace(2, 41, 40), ddof=1)
    assert slope(fit)["score_per_sd"] == pytest.approx(1.62 ** (spread / 10), rel=1e-8)


def test_only_the_slope_carries_a_score(areas_with_rate_ratio_1_62):
    rows = fit_poisson(complete(areas_with_rate_ratio_1_62), errors="HC1", name="poisson").tidy()
    assert rows.set_index("term")["score"].notna().to_dict() == {"intercept": False, "exposure": True}


def test_the_additive_slope_is_the_rate_times_the_ratio_less_one(areas_with_rate_ratio_1_62):
    areas = complete(areas_with_rate_ratio_1_62)
    rate = 10_000 * areas.rows["events_count"].sum() / areas.rows["children_count"].sum()
    for fit in (fit_poisson(areas, errors="HC1", name="poisson"), fit_nb2(areas, errors=None, name="nb2")):
        assert slope(fit)["additive_per_10k"] == pytest.approx(rate * 0.62, rel=1e-4)
        assert fit.tidy()["additive_per_10k"].notna().sum() == 1


def test_areas_without_a_count_are_left_out_and_counted(areas_with_rate_ratio_1_62):
    areas = areas_with_rate_ratio_1_62
    areas.loc[:2, "events_count"] = np.nan
    areas.loc[3, "children_count"] = 0
    areas.loc[4, "exposure_pct"] = np.nan
    row = slope(fit_poisson(complete(areas), errors="HC1", name="poisson"))
    assert (row["n_areas"], row["excluded_count"]) == (35, 5)
    assert row["score"] == pytest.approx(1.62, rel=1e-8)


def test_robust_errors_equal_the_sandwich_computed_by_hand(areas_with_rate_ratio_1_62):
    areas = areas_with_rate_ratio_1_62
    areas["events_count"] *= np.where(np.arange(40) % 2, 1.3, 0.7)
    complete_areas = complete(areas)
    row = slope(fit_poisson(complete_areas, errors="HC1", name="poisson"))
    design = np.column_stack([np.ones(40), areas["exposure_pct"]])
    fit = fit_poisson(complete_areas, errors="HC1", name="poisson")
    mean = areas["children_count"].to_numpy() * np.exp(design @ [term.estimate for term in fit.terms])
    bread = np.linalg.inv(design.T @ (design * mean[:, None]))
    residual = areas["events_count"].to_numpy() - mean
    meat = design.T @ (design * (residual**2)[:, None])
    covariance = bread @ meat @ bread * 40 / 38
    assert row["se"] == pytest.approx(np.sqrt(covariance[1, 1]), rel=1e-6)


@pytest.fixture
def golden_areas():
    rows = pd.read_csv(GOLDEN / "lsoa_counts.csv")
    return complete(
        pd.DataFrame(
            {
                "area_code": rows["lsoa"],
                "la_code": rows["la"],
                "events_count": rows["referral"],
                "children_count": rows["child"],
                "exposure_pct": rows["x"],
            }
        )
    )


def r_estimate(engine, term):
    rows = pd.read_csv(GOLDEN / "estimates.csv")
    return rows[(rows["engine"] == engine) & (rows["term"] == term)].iloc[0]


def test_pooled_poisson_with_clustered_errors_equals_r(golden_areas):
    row = slope(fit_poisson(golden_areas, errors="la_clustered", name="pooled_poisson"))
    expected = r_estimate("glm+CL_HC0_cadj", "x")
    small_sample = np.sqrt(505 / 504)
    assert row["estimate"] == pytest.approx(expected["estimate"], abs=1e-9)
    assert row["se"] == pytest.approx(expected["se"] * small_sample, rel=1e-7)


def test_negative_binomial_equals_r(golden_areas):
    rows = fit_nb2(golden_areas, errors=None, name="nb2").tidy().set_index("term")
    assert rows.loc["exposure", "estimate"] == pytest.approx(r_estimate("glm.nb", "x")["estimate"], abs=2e-6)
    assert 1 / rows.loc["alpha", "estimate"] == pytest.approx(r_estimate("glm.nb", "theta")["estimate"], rel=1e-5)
    assert bool(rows["converged"].all())


def test_clustered_intervals_use_the_number_of_authorities(golden_areas):
    row = slope(fit_poisson(golden_areas, errors="la_clustered", name="pooled_poisson"))
    assert (row["ci_high"] - row["estimate"]) / row["se"] == pytest.approx(2.093024, abs=1e-6)


@pytest.mark.parametrize("errors", [None, "HC1", "la_clustered"])
def test_without_overdispersion_slope_and_errors_are_those_of_poisson_and_the_row_says_so(
    areas_with_rate_ratio_1_62, errors
):
    areas = complete(areas_with_rate_ratio_1_62.assign(events_count=lambda rows: rows["events_count"].round()))
    row, limit = slope(fit_nb2(areas, errors=errors, name="nb2")), log_linear(areas, areas.rows["exposure_pct"], errors)
    assert row["converged"]
    assert row["note"].startswith("Poisson limit: the counts have no overdispersion")
    assert (row["estimate"], row["se"]) == pytest.approx((limit.params["exposure"], limit.bse["exposure"]), rel=1e-9)
    assert row["score"] == pytest.approx(1.62, rel=1e-3)


def test_without_overdispersion_alpha_is_zero_and_has_no_error(areas_with_rate_ratio_1_62):
    fit = fit_nb2(complete(areas_with_rate_ratio_1_62), errors=None, name="nb2")
    alpha = fit.tidy().set_index("term").loc["alpha"]
    assert (alpha["estimate"], np.isnan(alpha["se"])) == (0, True)


def test_a_fit_with_overdispersion_has_no_note(golden_areas):
    assert fit_nb2(golden_areas, errors=None, name="nb2").note is None


def test_events_at_one_end_of_the_exposure_alone_bound_no_slope(areas_with_rate_ratio_1_62):
    rows = areas_with_rate_ratio_1_62
    for number in (0, 39):
        with pytest.raises(CannotFit, match="only areas of the least or the greatest exposure have an event"):
            fit_nb2(complete(rows.assign(events_count=(rows.index == number) * 3)), errors=None, name="nb2")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda areas: areas.head(9), "only 9 areas"),
        (lambda areas: areas.assign(events_count=0), "no area has an event"),
        (lambda areas: areas.assign(exposure_pct=10.0), "same exposure"),
        (lambda areas: areas.assign(la_code="L0"), "at least two authorities"),
    ],
)
def test_refuses_areas_that_cannot_carry_a_slope(areas_with_rate_ratio_1_62, change, reason):
    with pytest.raises(CannotFit, match=reason):
        fit_poisson(complete(change(areas_with_rate_ratio_1_62)), errors="la_clustered", name="pooled_poisson")
