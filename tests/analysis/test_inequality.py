"""Indices of inequality: a known truth, then the published decile table and by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete
from analysis.claims.published import RATES_BY_TENTH
from analysis.gradient import CannotFit
from analysis.inequality import concentration_index, relative_and_slope_index, ridits, tenth_to_tenth


def areas(rates_per_10k, children=10_000.0):
    """One area per rate, from least to most deprived."""
    count = len(rates_per_10k)
    return pd.DataFrame(
        {
            "area_code": [f"A{number}" for number in range(count)],
            "la_code": [f"L{number}" for number in range(count)],
            "events_count": np.array(rates_per_10k, float) * children / 10_000,
            "children_count": children,
            "exposure_pct": np.arange(count, dtype=float),
        }
    )


CHILD_PROTECTION_PLANS_BY_DECILE = RATES_BY_TENTH["plans"]
LOOKED_AFTER_BY_DECILE = RATES_BY_TENTH["looked_after"]


@pytest.mark.parametrize(("rates", "ratio"), [(CHILD_PROTECTION_PLANS_BY_DECILE, 12.6), (LOOKED_AFTER_BY_DECILE, 11.1)])
def test_extreme_tenths_give_the_published_ratio(rates, ratio):
    index = tenth_to_tenth(complete(areas(np.repeat(rates, 2))), errors="HC1")
    assert index.estimate == pytest.approx(ratio, rel=0.01)


def test_recovers_the_ends_of_an_exactly_log_linear_ranking():
    ranks = (np.arange(20) + 0.5) / 20
    relative, slope = relative_and_slope_index(complete(areas(50 * np.exp(1.2 * ranks))), errors="HC1")
    assert relative.estimate == pytest.approx(np.exp(1.2), rel=1e-8)
    assert slope.estimate == pytest.approx(50 * (np.exp(1.2) - 1), rel=1e-8)


@pytest.mark.parametrize(
    ("rates", "rii", "sii"), [(CHILD_PROTECTION_PLANS_BY_DECILE, 12.6, 114), (LOOKED_AFTER_BY_DECILE, 13.7, 139)]
)
def test_the_log_form_stays_near_the_indices_known_for_the_published_tables(rates, rii, sii):
    """The known figures weigh the log rates otherwise, hence 10 %; the linear form would be negative."""
    of_deciles = areas(rates)
    of_deciles["children_count"] = np.linspace(328, 458, 10)
    of_deciles["events_count"] = np.array(rates) * of_deciles["children_count"] / 10_000
    relative, slope = relative_and_slope_index(complete(of_deciles), errors="HC1")
    assert relative.estimate == pytest.approx(rii, rel=0.1)
    assert slope.estimate == pytest.approx(sii, rel=0.1)


@pytest.mark.parametrize(
    ("rates", "concentration"), [(CHILD_PROTECTION_PLANS_BY_DECILE, 0.375), (LOOKED_AFTER_BY_DECILE, 0.389)]
)
def test_the_concentration_of_the_published_tables_is_the_known_one(rates, concentration):
    of_deciles = areas(rates)
    of_deciles["children_count"] = np.linspace(328, 458, 10)
    of_deciles["events_count"] = np.array(rates) * of_deciles["children_count"] / 10_000
    index = concentration_index(complete(of_deciles), errors="HC1")
    assert index.estimate == pytest.approx(concentration, rel=0.03)
    assert index.ci_low < index.estimate < index.ci_high


def test_the_concentration_is_the_covariance_of_rate_and_rank():
    of_areas = complete(areas(LOOKED_AFTER_BY_DECILE))
    rate = of_areas.rows["events_count"] / of_areas.rows["children_count"]
    by_hand = 2 / rate.mean() * np.mean(rate * ridits(of_areas)) - 1
    assert concentration_index(of_areas, errors="HC1").estimate == pytest.approx(by_hand, abs=1e-12)


def test_equal_rates_have_no_gap():
    relative, slope = relative_and_slope_index(complete(areas([50] * 12)), errors="HC1")
    assert relative.estimate == pytest.approx(1, abs=1e-9)
    assert slope.estimate == pytest.approx(0, abs=1e-6)


def test_more_in_the_deprived_end_is_a_positive_gap():
    relative, slope = relative_and_slope_index(complete(areas(range(10, 130, 10))), errors="HC1")
    assert relative.estimate > 1
    assert slope.estimate > 0


def test_the_intervals_hold_their_estimates():
    for index in relative_and_slope_index(complete(areas(LOOKED_AFTER_BY_DECILE)), errors="HC1"):
        assert index.ci_low < index.estimate < index.ci_high


def test_ranks_are_weighted_by_children_and_ties_share_one():
    rows = areas([10, 20, 30, 40])
    rows["children_count"] = [100.0, 100.0, 300.0, 500.0]
    rows["exposure_pct"] = [5.0, 5.0, 7.0, 9.0]
    assert ridits(complete(rows)).tolist() == pytest.approx([0.1, 0.1, 0.35, 0.75])


def test_refuses_a_handful_of_areas():
    with pytest.raises(CannotFit, match="5 areas"):
        relative_and_slope_index(complete(areas([1, 2, 3, 4, 5])), errors="HC1")


def test_one_authority_has_no_clusters_to_take_errors_from():
    with pytest.raises(CannotFit, match="two authorities"):
        relative_and_slope_index(complete(areas([10] * 20).assign(la_code="L")), errors="la_clustered")


def test_refuses_an_empty_extreme_tenth():
    with pytest.raises(CannotFit, match="extreme tenths"):
        tenth_to_tenth(complete(areas([0, 0, *[10] * 20])), errors="HC1")
