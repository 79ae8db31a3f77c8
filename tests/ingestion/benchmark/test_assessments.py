"""Patterns of factors: as often as published, in seven classes, and a plan after as many as there were plans."""

import numpy as np
import pandas as pd
import pytest

from ingestion.benchmark.assessments import NO_PLAN, NONE_FOUND, pattern, pattern_tables
from ingestion.benchmark.calibration import calibration, value

SEED = 8


@pytest.fixture(scope="module")
def counts(national):
    size = len(national.children)
    return {2019: {"assessment": np.full(size, 4), "cpp": np.arange(size) % 3}}


@pytest.fixture(scope="module")
def patterns(national, counts):
    parts = pd.concat([part.to_pandas() for part in pattern_tables(national, "N", SEED, counts)])
    return parts.assign(pattern=parts["pattern"].astype(str))


def test_every_assessment_of_a_neighbourhood_is_in_one_pattern(national, patterns):
    held = patterns.groupby("lsoa_code")["assessments_count"].sum().reindex(national.lsoa_code)
    assert (held == 4).all()
    assert not patterns.duplicated(["lsoa_code", "pattern", "plan_category"]).any()


def test_each_plan_follows_one_assessment_and_categories_have_their_shares(patterns, counts):
    of_plan = patterns[patterns["plan_category"] != NO_PLAN]
    assert of_plan["assessments_count"].sum() == counts[2019]["cpp"].sum()
    share = of_plan.groupby("plan_category")["assessments_count"].sum() / of_plan["assessments_count"].sum()
    for category in calibration()["plan_categories"]:
        assert share[category] == pytest.approx(value("plan_categories", category, "share"), abs=0.01)


def test_factors_are_found_as_often_as_published_and_together_as_the_classes_say(patterns):
    def share(*factors):
        has = np.logical_and.reduce([patterns["pattern"].str.contains(factor, regex=False) for factor in factors])
        return np.average(has, weights=patterns["assessments_count"])

    for factor in ("neglect", "mental_health_parent", "sexual_abuse"):
        assert share(factor) == pytest.approx(value("factors", factor, "prevalence_pct") / 100, rel=0.03)
    apart = share("learning_disability") * share("physical_disability")
    assert share("learning_disability", "physical_disability") > 1.5 * apart


def test_a_pattern_names_its_factors_in_order_and_none_is_said():
    assert pattern(0) == NONE_FOUND
    assert pattern(0b1001) == "domestic_abuse_parent,neglect"
