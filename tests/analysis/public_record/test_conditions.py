"""Measures of the system and what they are set against."""

import numpy as np
import pandas as pd
import pytest

from analysis.public_record.conditions import against_deprivation, against_each_other
from analysis.public_record.measures import BY_NAME, MEASURES, measured

KEY = ["la_code", "financial_year_end"]
YEARS = range(2015, 2019)
CODES = [f"E0600{place:04}" for place in range(30)]


@pytest.fixture(scope="module")
def cells():
    random = np.random.default_rng(2)
    rows = []
    for place, code in enumerate(CODES):
        for year in YEARS:
            referrals, cin = 1_000 + 20 * place + random.integers(0, 40), 500 + 10 * place
            s47 = 200 + random.integers(0, 50)
            counts = {"referrals": referrals, "s47": s47, "icpc": 0.5 * s47 - 2 * place, "cin_at_31_march": cin}
            rows += [(code, year, name, count, None) for name, count in counts.items()]
            rows.append((code, year, "spend_safeguarding", None, 1e6 * (2 + random.random())))
            rows.append((code, year, "sw_caseload", None, 15 + random.normal()))
    frame = pd.DataFrame(rows, columns=["la_code", "financial_year_end", "indicator_id", "count", "value"])
    return frame.assign(children_count=20_000.0)


@pytest.fixture(scope="module")
def panel(cells):
    return measured(cells)


@pytest.fixture(scope="module")
def deprivation():
    return pd.Series(np.linspace(5, 30, 30), index=CODES)


def test_a_ratio_is_one_count_over_another(panel, cells):
    first = cells[(cells["la_code"] == CODES[0]) & (cells["financial_year_end"] == 2015)].set_index("indicator_id")
    found = panel.set_index(["la_code", "financial_year_end"]).loc[CODES[0], 2015]
    assert found["icpc_per_s47"] == pytest.approx(100 * first.loc["icpc", "count"] / first.loc["s47", "count"])
    assert found["referrals_rate"] == pytest.approx(first.loc["referrals", "count"] / 2)
    assert found["spend_safeguarding_per_cin"] == pytest.approx(first.loc["spend_safeguarding", "value"] / 500)


def test_a_missing_part_leaves_the_measure_missing_and_never_zero(cells):
    hidden = (cells["indicator_id"] == "s47") & (cells["la_code"] == CODES[0])
    rows = measured(cells.assign(count=cells["count"].mask(hidden))).set_index("la_code")
    assert rows.loc[CODES[0], "icpc_per_s47"].isna().all()
    assert rows.loc[CODES[1], "icpc_per_s47"].notna().all()


def test_nothing_over_nothing_is_not_a_number_of_pounds(cells):
    none = cells["count"].mask(cells["indicator_id"] == "cin_at_31_march", 0.0)
    assert measured(cells.assign(count=none))["spend_safeguarding_per_cin"].isna().all()


def test_measures_that_nobody_publishes_have_no_column(panel):
    assert "cpp_started_per_icpc" not in panel
    assert "spend_social_care_per_cin" not in panel


def test_fewer_conferences_where_deprivation_is_higher_is_a_negative_rank_correlation(panel, deprivation):
    rows = against_deprivation(panel[[*KEY, "icpc_per_s47"]], deprivation, "income_deprivation_2019")
    by_year = rows[rows["method"] == "spearman"]
    assert set(by_year["to_year"]) == set(YEARS)
    assert (by_year["ci_high"] < 0).all()


def test_deprivation_stays_so_that_only_a_widening_gap_is_seen_within(cells, deprivation):
    widening = cells["value"].astype(float)
    caseload = cells["indicator_id"] == "sw_caseload"
    years = cells["financial_year_end"] - 2015
    widening += (years * cells["la_code"].map(deprivation)).where(caseload, 0)
    panel = measured(cells.assign(value=widening))[[*KEY, "sw_caseload", "referrals_rate"]]
    rows = against_deprivation(panel, deprivation, "income_deprivation_2019")
    found = rows[rows["method"] == "within_la_by_deprivation"].set_index("measure")
    assert found.loc["sw_caseload", "ci_low"] > 0
    assert found.loc["referrals_rate", "ci_low"] < 0 < found.loc["referrals_rate", "ci_high"]


def test_measures_that_hold_the_same_count_say_so(panel):
    shown = ["s47_per_referral", "icpc_per_s47", "referrals_rate", "spend_safeguarding_per_cin", "sw_caseload"]
    rows = against_each_other(panel[[*KEY, *shown]]).set_index(["measure", "against"]).sort_index()
    assert rows.loc[("s47_per_referral", "referrals_rate"), "shares_a_count"].all()
    assert not rows.loc[("icpc_per_s47", "referrals_rate"), "shares_a_count"].any()
    assert not rows.loc[("spend_safeguarding_per_cin", "sw_caseload"), "shares_a_count"].any()
    assert set(rows["method"]) == {"spearman", "within_la"}


def test_authorities_without_deprivation_are_left_out_and_counted(panel, deprivation):
    rows = against_deprivation(panel[[*KEY, "sw_caseload"]], deprivation.iloc[2:], "income_deprivation_2019")
    between = rows[rows["method"] == "spearman"]
    assert set(between["excluded_count"]) == {2}
    assert set(between["n_la"]) == {28}


def test_every_measure_has_a_name_of_its_own():
    assert len(BY_NAME) == len(MEASURES)
