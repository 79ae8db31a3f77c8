"""The three studies on a build: rows that fit their tables, tests adjusted together, refusals with their reason."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from analysis.evidence import Evidence, groups_of
from analysis.run import planned, results_of
from analysis.strata.compare_stages import STAGE_COMPARISONS
from analysis.strata.compare_strata import STRATA
from analysis.strata.cross_strata import MAIHDA, age_band
from analysis.warehouse import newest_gradients
from analysis.writing import RESULTS, clear, write
from tests.analysis.strata.conftest import neighbourhoods, stratum_counts

STAGES = {"referral": 1.62, "cin": 1.64, "s47": 1.69, "cpp": 1.80}
OF = {
    ("cpp", "ethnicity"): {"Black": 1.27, "White": 1.91},
    ("cin", "sex"): {"female": 1.62, "male": 1.62},
    ("cin", "age"): {str(age): 1.75 - 0.02 * age for age in range(4, 10)},
    ("assessment", "factor"): {"neglect": 1.84, "nobody": 1e-9},
}


def interventions(frame):
    random = np.random.default_rng(6)
    parts = []
    for (stage, stratum_type), scores in OF.items():
        cells = stratum_counts(frame, scores, random)
        none = cells["stratum"] == "nobody"
        parts.append(
            cells.assign(stage=stage, stratum_type=stratum_type, events_count=cells["events_count"].mask(none, 0))
        )
    rows = pd.concat(parts, ignore_index=True).rename(
        columns={"area_code": "lsoa_code", "children_count": "children_0_17_count"}
    )
    return rows.assign(dataset_id="benchmark_a", indicator_id=rows["stage"], financial_year_end=2019, lsoa_edition=2011)


@pytest.fixture(scope="module")
def build():
    frame = neighbourhoods(25, 20, np.random.default_rng(9))
    frame["la_code"] = frame["la_code"].map("E06{:06}".format)
    tables = {
        "fct_lsoa_interventions": interventions(frame),
        "fct_lsoa_deprivation": frame.rename(
            columns={"area_code": "lsoa_code", "exposure_pct": "income_deprivation_pct"}
        ).assign(imd_edition=2019, lsoa_edition=2011),
        "fct_la_deprivation": frame.groupby("la_code", as_index=False)["la_exposure_pct"]
        .first()
        .rename(columns={"la_exposure_pct": "income_deprivation_pct"})
        .assign(imd_edition=2019),
    }
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema meta; " + RESULTS)
        connection.execute("create table meta.releases as select 'mhclg__lsoa_indices@2019' as release_id, "
                           "'mhclg__lsoa_indices' as table_name, 2019 as vintage")  # fmt: skip
        for name, rows in tables.items():
            connection.from_df(rows).create(f"marts.{name}")
        yield connection


@pytest.fixture(scope="module")
def strata(build):
    return results_of(planned([STRATA], Evidence(build)))


def test_each_division_is_tested_by_both_models_and_adjusted_within_each(strata):
    tests = strata["strata_tests"].set_index(["stratum_type", "model"]).sort_index()
    assert len(tests) == 6
    assert (tests["p_adjusted"] >= tests["p_value"]).all()
    assert (tests.loc["ethnicity", "p_adjusted"] < 0.001).all()
    assert (tests.loc["sex", "p_adjusted"] > 0.01).all()
    assert set(tests.loc["ethnicity", "highest_stratum"]) == {"White"}


def test_only_ages_have_a_trend(strata):
    has_trend = (
        strata["strata_tests"].groupby("stratum_type")["trend_per_year"].agg(lambda trends: trends.notna().all())
    )
    assert has_trend.to_dict() == {"age": True, "ethnicity": False, "sex": False}


def test_a_stratum_without_events_leaves_nothing_to_compare_and_is_told(strata):
    refused = strata["not_fitted"]
    assert set(refused["stratum_type"]) == {"factor"}
    assert refused["reason"].str.contains("a comparison needs two").all()


def test_the_rows_fit_their_tables_and_leave_again_alone(build, strata):
    crossings = results_of(planned([MAIHDA], Evidence(build)))
    write(build, {**strata, **crossings})
    gradients = "select count(*) from results.gradients where stratum_type != 'total'"
    assert build.execute(gradients).fetchone()[0] == len(strata["gradients"])
    clear(build, STRATA)
    assert build.execute(gradients).fetchone()[0] == 0
    assert build.execute("select count(*) from results.maihda").fetchone()[0] == 3
    assert build.execute("select count(*) from results.maihda_strata").fetchone()[0] == 10 + 10 + 10


def test_strata_are_not_reported_as_the_gradient_of_all_children(build, strata):
    build.execute(
        "create table marts.dim_indicators as select 'cpp' as indicator_id, 'Plans' as label, 6 as stage_order"
    )
    rows = strata["gradients"].query("stratum == 'White'").assign(dataset_id="sample")
    write(build, {"gradients": pd.concat([rows, rows.assign(stratum_type="total", stratum="total")])})
    assert newest_gradients(build)["stratum"].tolist() == ["total"]
    build.execute("delete from results.gradients")


def test_only_the_data_sets_that_are_wanted_are_divided(build):
    assert planned([STRATA, MAIHDA], Evidence(build, ["benchmark_b"])) == []


def test_strata_within_one_authority_are_refused_once(build):
    build.execute("begin; update marts.fct_lsoa_deprivation set la_code = 'E06000000'")
    refused = results_of(planned([STRATA], Evidence(build)))
    build.execute("rollback")
    assert refused["not_fitted"]["reason"].tolist() == ["errors clustered by authority need at least two authorities"]


def test_ages_are_crossed_in_the_bands_of_the_returns():
    ages = pd.Series(["0", "1", "4", "5", "9", "10", "15", "16", "17"])
    bands = ["under_1", "1_to_4", "1_to_4", "5_to_9", "5_to_9", "10_to_15", "10_to_15", "16_to_17", "16_to_17"]
    assert age_band(ages).tolist() == bands


class Read:
    """Evidence that was read already: totals of four stages in two years."""

    def __init__(self, dataset_id):
        random = np.random.default_rng(7)
        frame = neighbourhoods(25, 20, random)
        cells = stratum_counts(frame, STAGES, random).rename(columns={"stratum": "stage"})
        rows = cells.assign(dataset_id=dataset_id, indicator_id=cells["stage"], imd_edition=2019)
        years = pd.concat([rows.assign(financial_year_end=year) for year in (2018, 2019)])
        releases = pd.DataFrame({"release_id": ["a"], "table_name": ["mhclg__lsoa_indices"], "vintage": [2019]})
        self.groups = list(groups_of("neighbourhood", years, releases))


def test_stages_are_compared_in_the_newest_year_by_pairs_and_in_order(build):
    found = results_of(planned([STAGE_COMPARISONS], Read("benchmark_a")))
    write(build, found)
    rows = found["stage_comparisons"]
    assert rows.groupby("comparison").size().to_dict() == {"conditional": 12, "marginal": 12, "rises_throughout": 2}
    assert set(rows["financial_year_end"]) == {2019}
    steps = rows[rows["comparison"] == "rises_throughout"]
    assert steps["note"].str.startswith("referral, cin, s47, cpp: the ratio is that of the weakest step").all()
    whole = rows[(rows["from_stage"] == "referral") & (rows["to_stage"] == "cpp") & (rows["comparison"] == "marginal")]
    assert (whole["score_ratio_low"] < 1.80 / 1.62).all()
    assert (whole["score_ratio_high"] > 1.80 / 1.62).all()


def test_the_sample_is_not_compared(build):
    assert planned([STAGE_COMPARISONS], Read("sample")) == []
    sample = Evidence(build)
    build.execute("update marts.fct_lsoa_interventions set dataset_id = 'sample'")
    assert planned([STRATA, MAIHDA], sample) == []
