"""The study end to end: from a build's tables to rows that fit the tables of results."""

import numpy as np
import pandas as pd
import pytest

from analysis import writing
from analysis.evidence import Evidence
from analysis.outcomes.study import OUTCOMES
from analysis.run import planned, results_of
from tests.analysis.unit_records import build_of


@pytest.fixture(scope="module")
def connection(country):
    """Referrals with recurrences of two years' known ones and others not known; episodes of need, and no plans."""
    random = np.random.default_rng(1)
    codes = country["area_code"]
    stratum = {"first_referral": 20, "re_referral": 6, "not_known": 4}
    of_strata = [
        pd.DataFrame({"lsoa_code": codes, "stratum_type": "re_referral", "stratum": name, "events_count": count})
        for name, count in stratum.items()
    ]
    total = pd.DataFrame({"lsoa_code": codes, "stratum_type": "total", "stratum": "total", "events_count": 30})
    counts = pd.concat([total, *of_strata]).assign(stage="referral", financial_year_end=2019)
    counts.loc[counts["stratum"] == "re_referral", "events_count"] += random.integers(-3, 4, len(codes))
    earlier = total.assign(stage="referral", financial_year_end=2018)
    episodes = pd.DataFrame({
        "lsoa_code": random.choice([*codes, None], 5_000),
        "stage": "cin",
        "entered_after_days": 0,
        "duration_days": random.integers(0, 300, 5_000),
        "is_ended": random.random(5_000) < 0.8,
    })  # fmt: skip
    return build_of(country, fct_lsoa_interventions=pd.concat([counts, earlier]), int_csc_episodes=episodes)


@pytest.fixture(scope="module")
def results(connection):
    return results_of(planned([OUTCOMES], Evidence(connection)))


def test_recurrences_are_out_of_those_known_to_be_first_or_again(results):
    row = results["outcomes"].query("outcome == 're_referral' and term == 'exposure'").iloc[0]
    assert row["at_risk_count"] == 26 * 1_000
    assert (row["ratio_kind"], row["release_ids"]) == ("odds_ratio", "indices@2019")


def test_durations_are_modelled_twice_and_unplaced_episodes_counted(results):
    rows = results["outcomes"].query("outcome == 'cin_duration'")
    assert set(rows["model"]) == {"cox", "discrete_time"}
    assert (rows["at_risk_count"] + rows["excluded_count"] == 5_000).all()


def test_a_data_set_that_is_not_wanted_is_left_alone(connection):
    assert planned([OUTCOMES], Evidence(connection, ["sample", "public_record"])) == []


def test_what_a_data_set_has_not_is_listed_with_its_reason(results):
    reasons = results["not_fitted"]["reason"]
    assert sorted(reasons.str.split(":").str[0]) == ["plan_duration", "plan_duration", "repeat_plan"]
    assert set(results["not_fitted"]["dataset_id"]) == {"benchmark_a"}


def test_the_rows_fit_their_tables(connection, results):
    writing.write(connection, results)
    (written,) = connection.execute("select count(*) from results.outcomes").fetchone()
    assert written == len(results["outcomes"])
