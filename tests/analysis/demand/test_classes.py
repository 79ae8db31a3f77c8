"""Seven classes are found by their number, their profiles and their slope over deprivation."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from analysis.demand import classes as demand
from analysis.gradient import CannotFit
from tests.analysis.demand.conftest import FACTORS, profiles


@pytest.fixture(scope="module")
def found(read):
    return demand.find_classes(read[0], starts=4, finishers=1)


@pytest.fixture(scope="module")
def matched(found):
    """The place of each true class among those found."""
    distance = np.abs(profiles()[:, None] - found.chosen.profiles[None]).mean(axis=2)
    return linear_sum_assignment(distance)[1]


def test_seven_classes_are_chosen_and_no_more_than_two_worse_numbers_tried(found):
    rows = demand.numbers_of_classes(found)
    assert rows.loc[rows["is_chosen"], "classes_count"].tolist() == [7]
    assert rows["classes_count"].tolist() == list(range(1, 10))
    assert rows["bic"].idxmin() == 6
    assert rows["loglik"].is_monotonic_increasing
    assert rows["entropy"].iloc[0] is None or np.isnan(rows["entropy"].iloc[0])
    assert rows.loc[6, "entropy"] > 0.6


def test_profiles_and_shares_are_recovered(found, matched, rows):
    distance = np.abs(found.chosen.profiles[matched] - profiles())
    assert distance.mean() < 0.015
    assert distance.max() < 0.12
    drawn = np.bincount(rows["truth"]) / len(rows)
    assert found.chosen.shares[matched] == pytest.approx(drawn, abs=0.015)


def test_too_few_classes_leave_two_factors_together_unexplained(found):
    residual = demand.numbers_of_classes(found).set_index("classes_count")["largest_pair_residual"]
    assert residual[3] > 100
    assert residual[7] < 15


def test_the_slope_of_a_class_is_that_of_the_truth(found, matched, read):
    rows = demand.class_gradients(found, read[1]).set_index("class_number")
    first = rows.loc[matched[0] + 1]
    expected = 0.04 * (1 - found.chosen.shares[matched[0]])  # of ln(share), not of its odds
    assert first["ci_low"] < expected < first["ci_high"]
    assert first["share_ratio"] == pytest.approx(np.exp(10 * first["estimate"]))


def test_classes_that_all_authorities_share_are_judged_common(found, read):
    row = demand.invariance(found, read[1]).iloc[0]
    assert row["profiles_verdict"] == "common"
    assert row["ratio_per_parameter"] < 1.5


def test_each_class_has_a_row_for_each_factor_and_a_label(found):
    rows = demand.profiles(found)
    assert len(rows) == 7 * FACTORS
    assert rows.groupby("class_number")["class_label"].nunique().eq(1).all()
    assert rows.drop_duplicates("class_number")["class_share"].sum() == pytest.approx(1)


def test_a_neighbourhood_without_an_exposure_is_left_out_and_counted(found, read):
    lacking = read[1].copy()
    gone = lacking["area_code"] == lacking["area_code"].iloc[0]
    lacking.loc[gone, "exposure_pct"] = np.nan
    rows = demand.class_gradients(found, lacking)
    assert set(rows["excluded_count"]) == {lacking.loc[gone, "assessments_count"].sum()}


def test_few_assessments_are_refused(read):
    with pytest.raises(CannotFit, match="too few"):
        demand.find_classes(read[0].head(20))


def test_one_authority_alone_has_classes_but_no_comparison(found, read):
    alone = read[1][read[1]["la_code"] == read[1]["la_code"].iloc[0]]
    for study in (demand.class_gradients, demand.invariance):
        with pytest.raises(CannotFit, match="at least two"):
            study(found, alone)
