"""The trio with its company, and plans against what their assessment found."""

import pandas as pd
import pytest

from analysis.demand.combinations import factor_combinations, plans_by_assessed_need
from analysis.demand.patterns import patterns_of

TRIO = "alcohol_parent,domestic_abuse_parent,mental_health_parent"
ROWS = pd.DataFrame([
    (0, TRIO, "no_plan", 10), (1, f"{TRIO},neglect", "neglect", 30), (1, f"{TRIO},neglect", "no_plan", 10),
    (2, "neglect", "neglect", 30), (3, "none_found", "neglect", 20), (4, "not_recorded", "neglect", 5),
    (5, "emotional_abuse,young_carer", "emotional", 4),
], columns=["place", "pattern", "plan_category", "assessments_count"])  # fmt: skip


@pytest.fixture(scope="module")
def trio():
    rows = factor_combinations(ROWS).set_index(["combination", "followed_by"])
    return rows.loc["domestic_abuse + parental_mental_health + substance_misuse"]


def test_the_trio_is_counted_with_what_came_with_it(trio):
    everything = trio.loc["anything"]
    assert (everything["assessments_count"], everything["found_count"]) == (104, 50)
    assert everything["with_others_share"] == pytest.approx(40 / 50)
    assert everything["with_neglect_low"] < 40 / 50 < everything["with_neglect_high"]


def test_before_a_plan_it_is_counted_among_those_assessments_alone(trio):
    assert (trio.loc["a plan", "assessments_count"], trio.loc["a plan", "found_count"]) == (84, 30)
    assert trio.loc["a plan", "with_neglect_share"] == 1


def test_an_assessment_without_a_record_is_left_out_and_counted(trio):
    assert trio["excluded_count"].tolist() == [5, 5]


def test_a_neglect_plan_after_an_assessment_without_neglect_is_told():
    rows = plans_by_assessed_need(ROWS).set_index("plan_category")
    assert rows.loc["neglect", ["plans_count", "without_factor_count", "excluded_count"]].tolist() == [80, 20, 5]
    assert rows.loc["neglect", "without_factor_low"] < 0.25 < rows.loc["neglect", "without_factor_high"]
    assert rows.loc["emotional", "without_factor_count"] == 0


def test_of_no_plans_there_is_no_share():
    rows = plans_by_assessed_need(ROWS).set_index("plan_category")
    assert rows.loc["sexual", "plans_count"] == 0
    assert pd.isna(rows.loc["sexual", "without_factor_share"])


def test_nothing_found_is_no_factor_and_not_a_missing_record():
    patterns = patterns_of(ROWS)
    assert "none_found" not in patterns.factors
    assert patterns.total == 104
    assert patterns.found.sum(axis=1).tolist() == [3, 4, 1, 0, 2]
