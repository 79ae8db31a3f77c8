"""Durations of a known hazard ratio, watched for a year, many of them under way when the year began."""

import numpy as np
import pandas as pd
import pytest

from analysis.gradient import CannotFit
from analysis.outcomes.durations import MONTH_DAYS, complete_spells, fit_durations_by_month, fit_durations_cox
from analysis.outcomes.durations import life_table as table_of
from tests.analysis.outcomes.conftest import centred

TRUTH = {"exposure": 0.9, "la_exposure": 1.2}


@pytest.fixture(scope="module")
def watched(country):
    """Twenty starts a neighbourhood over two years; the second is the one watched."""
    random = np.random.default_rng(2)
    x, la = (np.repeat(column.to_numpy(), 20) for column in centred(country))
    hazard = np.exp(np.log(TRUTH["exposure"]) * x + np.log(TRUTH["la_exposure"]) * la)
    lasted = np.floor(250 * (random.exponential(1, len(x)) / hazard) ** (1 / 0.8))
    start = random.integers(0, 730, len(x))
    rows = country.loc[np.repeat(country.index, 20)].reset_index(drop=True).assign(
        entered_after_days=np.maximum(365 - start, 0),
        duration_days=np.minimum(lasted, 729 - start),
        is_ended=start + lasted < 730,
    )  # fmt: skip
    return rows[start + lasted >= 365]


@pytest.fixture(scope="module")
def spells(watched):
    return complete_spells(watched)


@pytest.mark.parametrize("fit", [fit_durations_cox, fit_durations_by_month])
def test_the_hazard_ratios_lie_in_their_intervals(spells, fit):
    rows = fit(spells).tidy().set_index("term")
    for term, truth in TRUTH.items():
        assert rows.loc[term, "ratio_low"] < truth < rows.loc[term, "ratio_high"], term


def test_months_and_days_tell_the_same(spells):
    by_day, by_month = (fit(spells).tidy()["estimate"] for fit in (fit_durations_cox, fit_durations_by_month))
    assert by_month.to_numpy() == pytest.approx(by_day.to_numpy(), rel=0.05)


def test_a_life_table_counts_half_a_month_where_an_episode_is_met_or_lost():
    one = {"area_code": "E01000001", "la_code": "E06000001", "exposure_pct": 10.0, "la_exposure_pct": 10.0}
    rows = pd.DataFrame([
        one | {"entered_after_days": 0, "duration_days": 40, "is_ended": True},
        one | {"entered_after_days": 35, "duration_days": 70, "is_ended": True},
        one | {"entered_after_days": 0, "duration_days": 10, "is_ended": False},
    ])  # fmt: skip
    table = table_of(complete_spells(pd.concat([rows] * 50))).set_index("month")
    assert round(MONTH_DAYS, 2) == 30.44
    assert (table["at_risk_count"] / 50).tolist() == [1.5, 1.5, 1.0]
    assert (table["ended_count"] / 50).tolist() == [0, 1, 1]


def test_an_episode_without_a_neighbourhood_is_left_out_and_counted(watched):
    watched = watched.copy()
    watched.iloc[:9, watched.columns.get_loc("exposure_pct")] = np.nan
    spells = complete_spells(watched)
    assert (spells.excluded_count, len(spells.rows)) == (9, len(watched) - 9)


@pytest.mark.parametrize("fit", [fit_durations_cox, fit_durations_by_month])
def test_one_authority_alone_is_refused(watched, fit):
    with pytest.raises(CannotFit, match="at least two authorities"):
        fit(complete_spells(watched[watched["la_code"] == watched["la_code"].iloc[0]]))
