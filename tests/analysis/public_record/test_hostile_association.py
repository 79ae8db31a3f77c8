"""Correlations and linear slopes of hostile measures: they end, and are what other sums make them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from analysis.gradient import CannotFit
from analysis.public_record.association import rank_correlation, slope_over_deprivation, within_slope
from analysis.public_record.conditions import against_deprivation, against_each_other
from analysis.public_record.measures import measured
from analysis.public_record.trends import change_by_deprivation, changes
from tests.analysis.hostile import all_finite, ended, examples

VALUES = ("normal", "order", "binary", "constant", "large", "hardly varied", "one apart", "infinite", "missing")


def values(kind, count, random):
    number = np.arange(count)
    return {
        "normal": random.normal(0, 1, count),
        "order": number.astype(float),
        "binary": number % 2 * 1.0,
        "constant": np.full(count, 2.0),
        "large": random.normal(0, 1e12, count),
        "hardly varied": 5 + 1e-14 * random.normal(0, 1, count),
        "one apart": (number == 0) * 1e9,
        "infinite": np.where(number == 0, np.inf, random.normal(0, 1, count)),
        "missing": np.full(count, np.nan),
    }[kind]


KINDS = st.sampled_from(VALUES) | st.sampled_from(VALUES[:3])


@st.composite
def pair(draw):
    count, random = draw(st.sampled_from((40, 12, 10, 9, 1, 0))), np.random.default_rng(draw(st.integers(0, 99)))
    return values(draw(KINDS), count, random), values(draw(KINDS), count, random)


@st.composite
def panel(draw):
    """Two measures of authorities over years, some of which nobody reported."""
    las, years = draw(st.sampled_from((30, 12, 10, 2, 1, 0))), draw(st.sampled_from((8, 4, 3, 1)))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    rows = pd.DataFrame(
        {
            "la_code": np.repeat([f"E{place}" for place in range(las)], years),
            "financial_year_end": np.tile(2013 + np.arange(years), las),
            "y": values(draw(KINDS), las * years, random),
            "x": values(draw(KINDS), las * years, random),
        }
    )
    lost = random.random(len(rows)) < draw(st.sampled_from((0.0, 0.6)))
    return rows.assign(y=rows["y"].mask(lost))


@examples(75)
@given(measures=pair())
def test_a_rank_correlation_is_spearmans_inside_its_interval(measures):
    found = ended(lambda: rank_correlation(*measures))
    if found is not None:
        assert all_finite(found)
        assert found.ci_low <= found.estimate <= found.ci_high
        known = np.isfinite(measures).all(axis=0)
        expected = spearmanr(measures[0][known], measures[1][known]).statistic
        assert found.estimate == pytest.approx(expected, abs=1e-9)


@examples(75)
@given(measures=pair())
def test_a_slope_over_deprivation_is_the_ratio_of_covariance_and_variance(measures):
    change, exposure = measures
    found = ended(lambda: slope_over_deprivation(change, exposure))
    if found is not None:
        assert all_finite(found)
        known = np.isfinite(measures).all(axis=0)
        covariance = np.cov(change[known], exposure[known] / 10)
        assert found.estimate == pytest.approx(covariance[0, 1] / covariance[1, 1], rel=1e-6, abs=1e-9)


@examples(75)
@given(rows=panel())
def test_a_slope_within_authorities_is_that_beside_a_column_for_each_and_for_each_year(rows):
    found = ended(lambda: within_slope(rows))
    if found is not None:
        assert all_finite(found)
        known = rows[np.isfinite(rows[["y", "x"]]).all(axis=1)]
        size = known["x"].abs().max()
        columns = [pd.get_dummies(known[name], dtype=float) for name in ("la_code", "financial_year_end")]
        design = np.column_stack([known["x"] / size, *columns])
        slopes = np.linalg.lstsq(design, known["y"].to_numpy(), rcond=None)[0]
        scale = known["y"].abs().max() / known["x"].std()
        assert found.estimate == pytest.approx(slopes[0] / size, rel=1e-4, abs=1e-6 * scale)


@pytest.mark.filterwarnings("ignore:invalid value")  # of infinite measures
@examples(30)
@given(rows=panel(), is_one=st.booleans())
def test_conditions_of_the_system_end_with_numbers(rows, is_one):
    codes = rows["la_code"].unique()
    exposure = pd.Series(10.0 if is_one else np.linspace(3, 40, len(codes)), index=codes)
    measures = rows.rename(columns={"y": "s47_per_referral", "x": "referrals_rate"})
    for found in (
        ended(lambda: against_deprivation(measures, exposure, "income_deprivation_2019"), fits=3),
        ended(lambda: against_each_other(measures), fits=3),
    ):
        assert all_finite(found)
        assert found.empty or (found["ci_low"] <= found["ci_high"]).all()


def test_measures_that_no_cell_holds_are_none_but_still_have_their_key():
    none = pd.DataFrame(columns=["la_code", "financial_year_end", "indicator_id", "count", "value", "children_count"])
    panel_of_none = measured(none.astype({"count": float, "value": float, "children_count": float}))
    assert list(panel_of_none.columns) == ["la_code", "financial_year_end"]
    assert against_deprivation(panel_of_none, pd.Series(dtype=float), "income_deprivation_2019").empty


@pytest.mark.filterwarnings("ignore:invalid value")  # of infinite measures
@examples(40)
@given(measures=pair(), later=pair(), pounds=st.sampled_from((0.0, 1.0, 1e6)))
def test_changes_of_spending_end_with_numbers(measures, later, pounds):
    exposure = pd.Series({f"E{place}": 3.0 + place for place in range(60)})
    spending = pd.concat(
        [
            pd.DataFrame(
                {
                    "la_code": [f"E{place}" for place in range(len(spend))],
                    "financial_year_end": year,
                    "spend": pounds * np.abs(spend),
                    "children_count": np.abs(children),
                }
            )
            for year, (spend, children) in ((2012, measures), (2019, later))
        ]
    )
    found = ended(lambda: change_by_deprivation(spending, exposure, 2012, 2019), fits=2)
    assert found is None or all_finite(found)


@pytest.mark.parametrize(
    ("exposure", "reason"), [(np.full(20, 7.0), "same exposure"), (7 + 1e-12 * np.arange(20), "same exposure")]
)
def test_a_change_over_one_exposure_has_no_slope(exposure, reason):
    with pytest.raises(CannotFit, match=reason):
        slope_over_deprivation(np.arange(20.0), exposure)


def test_a_measure_that_moves_alike_in_all_authorities_has_no_slope_beside_the_years():
    rows = pd.DataFrame(
        {"la_code": np.repeat(np.arange(12), 5), "financial_year_end": np.tile(np.arange(2013, 2018), 12)}
    )
    rows = rows.assign(y=np.random.default_rng(1).normal(size=60), x=rows["la_code"] + 2.0 * rows["financial_year_end"])
    with pytest.raises(CannotFit, match="in all of them alike"):
        within_slope(rows)


def test_measures_in_small_units_vary_as_those_in_large_ones_do():
    random = np.random.default_rng(2)
    rows = pd.DataFrame(
        {"la_code": np.repeat(np.arange(12), 5), "financial_year_end": np.tile(np.arange(2013, 2018), 12)}
    )
    rows = rows.assign(y=random.normal(size=60), x=random.normal(size=60))
    small = within_slope(rows.assign(x=1e-10 * rows["x"]))
    assert 1e-10 * small.estimate == pytest.approx(within_slope(rows).estimate, rel=1e-9)


def test_ranks_that_agree_wholly_lie_inside_their_interval():
    found = rank_correlation(np.tile([0.0, 1.0], 20), np.tile([0.0, 1.0], 20))
    assert found.ci_low <= found.estimate <= found.ci_high


def test_growth_from_nothing_has_no_percentage():
    rows = changes(pd.Series({2012: 0.0, 2013: 5.0, 2014: 5.0}))
    assert rows["change_pct"].isna().tolist() == [True, False, True]
