"""The Evidence page on warehouses of a few invented rows, with a benchmark, and with own records."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import streamlit as st

from ingestion.paths import REPOSITORY
from tests.app_reading import run, tables, text

RESULTS = """
insert into meta.datasets values ('benchmark_a', true, '{"population": "A", "published_score": {"referral": 1.62},
    "calibration": {"recurrence": {"re_referral": {"odds_ratio_per_10_points": {"value": 1.1}}}}}');

insert into results.claims by name
select * from (values
    ('C01', 'More deprived authorities refer more', 'reproduced', 'public_record', 1.25, 1.1, 1.4),
    ('C02', 'Plans rise', 'needs neighbourhood data — shown on the benchmark', 'benchmark', 1.8, 1.7, 1.9),
    ('C03', 'Cases close sooner', 'not supported', 'benchmark', 0.98, 0.9, 1.1),
    ('C04', 'Inequality has three kinds', 'statement only', 'none', null, null, null)
) as rows (claim_id, claim, verdict, evidence_level, estimate, ci_low, ci_high)
cross join (select 'Author (2020)' as citation, '1.80' as published_figure, 'sign' as kind, 'above 1' as rule,
    'A caveat.' as caveat);

insert into results.strata_tests by name
select 'benchmark_a' as dataset_id, 'neighbourhood' as level, 'referrals' as indicator_id, 2019 as financial_year_end,
    'income_deprivation_2019' as exposure, 'sex' as stratum_type, 'pooled_poisson_by_ln_la' as model, 2 as n_strata,
    0.29 as p_value, 0.33 as p_adjusted, 'male' as lowest_stratum, 1.63 as lowest_score, 'female' as highest_stratum,
    1.64 as highest_score, 1.006 as score_ratio, 0.997 as score_ratio_low, 1.009 as score_ratio_high;

insert into results.gradients by name
select 'benchmark_a' as dataset_id, 'neighbourhood' as level, 'referrals' as indicator_id, 'referral' as stage,
    2019 as financial_year_end, 'sex' as stratum_type, stratum, 'income_deprivation_2019' as exposure,
    'pooled_poisson_by_ln_la' as model, 'exposure' as term, score, score - 0.1 as score_low, score + 0.1 as score_high,
    1000 as events_count, true as converged
from (values ('male', 1.63), ('female', 1.64)) as strata (stratum, score);

insert into results.stage_comparisons by name
select 'benchmark_a' as dataset_id, 'neighbourhood' as level, 2019 as financial_year_end,
    'income_deprivation_2019' as exposure, 'pooled_poisson_by_ln_la' as model, 'marginal' as comparison,
    'referral' as from_stage, 'assessment' as to_stage, 1.05 as score_ratio, 1.02 as score_ratio_low,
    1.08 as score_ratio_high, 0.0001 as p_adjusted;

insert into results.outcomes by name
select 'benchmark_a' as dataset_id, outcome, 'income_deprivation_2019' as exposure, model, 'exposure' as term, ratio,
    ratio - 0.01 as ratio_low, ratio + 0.01 as ratio_high, ratio_kind, 500 as at_risk_count, 100 as events_count,
    true as converged
from (values ('re_referral', 'binomial_multilevel', 1.1, 'odds_ratio'), ('plan_duration', 'cox', 0.93, 'hazard_ratio'))
    as rows (outcome, model, ratio, ratio_kind);

insert into results.demand_classes by name
select 'benchmark_a' as dataset_id, classes_count from range(1, 4) as counts (classes_count);

insert into results.demand_class_profiles by name
select 'benchmark_a' as dataset_id, class_number, 0.5 as class_share, 'neglect' as factor
from range(1, 3) as classes (class_number);

insert into results.demand_class_gradients by name
select 'benchmark_a' as dataset_id, class_number, class_label, share_ratio, share_ratio - 0.01 as share_ratio_low,
    share_ratio + 0.01 as share_ratio_high, true as converged
from (values (1, 'drugs_parent', 1.18), (2, 'learning_disability', 0.86))
    as rows (class_number, class_label, share_ratio);

insert into results.plans_by_assessed_need by name
select 'benchmark_a' as dataset_id, 'sexual' as plan_category, 200 as plans_count, 190 as without_factor_count,
    0.95 as without_factor_share, 0.91 as without_factor_low, 0.97 as without_factor_high;

insert into results.curvature_verdicts by name
select 'benchmark_a' as dataset_id, 'referrals' as indicator_id, 2019 as financial_year_end,
    'income_deprivation_2019' as exposure, 'supported' as verdict, -0.3 as naive_interaction,
    0.00001 as naive_interaction_p, -0.3 as spline_interaction, 0.00001 as spline_interaction_p, 300 as n_areas,
    9 as n_la;

insert into results.curvature_scores by name
select 'benchmark_a' as dataset_id, 'referrals' as indicator_id, 'referral' as stage, 2019 as financial_year_end,
    'income_deprivation_2019' as exposure, 0 as la_offset_pp, 14 as la_income_deprivation_pct, 1.7 as score,
    1.65 as score_low, 1.75 as score_high, false as is_outside_data;
"""
SECTIONS = {
    "strata": "the gradient of referrals is not shown to differ by sex. It goes from 1.63 (Male) to 1.64 (Female)",
    "outcomes": "multiply the odds of a re-referral by 1.10 (1.09 to 1.11)",
    "demand": "2 classes of what assessments find, chosen among 1 to 3",
    "curvature": "Of 1 fit over neighbourhoods, 1 supported",
    "benchmarks": "1 of 2 intervals of 95% hold the truth that the population was made with (scores of the stages, 0",
}
NAMED = "extract_e99000001"
GRADIENTS = (
    "model,term,score,score_low,score_high,n_areas,n_la,events_count,stage,indicator_id,first_year,financial_year_end\n"
    "poisson,exposure,1.5871,1.4647,1.7196,129,1,6380,referral,referrals,2017,2019\n"
    "nb2,exposure,1.6196,1.5207,1.7248,129,1,6380,referral,referrals,2017,2019\n"
)
COUNTS = (
    "financial_year_end,stage,stratum_type,stratum,count,count_status\n"
    "2019,referral,total,total,40,observed\n"
    "2019,referral,fifth,1,35,observed\n"
    "2019,referral,fifth,2,,suppressed\n"
)


@pytest.fixture
def benchmark(real: Path) -> Path:
    """A warehouse of public figures with a benchmark and claims in it."""
    with duckdb.connect(str(real)) as connection:
        for table in set(re.findall(r"into (results\.\w+)", RESULTS)):
            connection.execute(f"create or replace table {table} as from {table}")  # any column may be left out
        connection.execute(RESULTS)
    return real


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Whatever the app opens, by Python or by DuckDB."""
    found: list[str] = []

    connect = duckdb.connect

    def watched(path: object = "", *rest: object, **named: object) -> duckdb.DuckDBPyConnection:
        found.append(str(path))
        return connect(path, *rest, **named)

    monkeypatch.setattr(duckdb, "connect", watched)
    hook_is_on = True
    sys.addaudithook(
        lambda event, arguments: found.append(str(arguments[0])) if hook_is_on and event == "open" else None
    )
    yield found
    hook_is_on = False


@pytest.fixture
def own_records(data: Path, real: Path) -> Path:
    """The tables of an extract that have passed disclosure control, and the private folder that they came from."""
    (data / "exports" / NAMED).mkdir(parents=True)
    (data / "exports" / NAMED / "gradients.csv").write_text(GRADIENTS, encoding="utf-8")
    (data / "exports" / NAMED / "counts.csv").write_text(COUNTS, encoding="utf-8")
    (data / "private" / "warehouse").mkdir(parents=True)
    (data / "private" / "warehouse" / "current.duckdb").symlink_to(real)
    return data


def test_a_benchmark_figure_cannot_be_read_as_a_finding(benchmark):
    page = run("evidence")
    assert page.markdown[0].value.startswith("**Of 4 claims of the literature, 1 can be held against public figures")
    claims = tables(page)[1]
    on_benchmark = claims[claims["Kind of evidence"].str.startswith("synthetic benchmark")]
    assert list(on_benchmark.iloc[:, 1]) == ["Synthetic: 1.80 (1.70 to 1.90)", "Synthetic: 0.98 (0.90 to 1.10)"]
    assert on_benchmark["Verdict"].str.endswith("on the benchmark").all()
    assert not claims.iloc[0].str.contains("ynthetic").any()
    assert "between local authorities" in claims.iloc[0]["Kind of evidence"]


def test_the_address_filters_the_claims_and_names_one(benchmark, monkeypatch):
    offered = {}
    monkeypatch.setattr(st, "download_button", lambda _, data, name, *__, **___: offered.update({name: data()}))
    page = run("evidence", kind="benchmark", verdict="not supported", claim="C03")
    assert list(tables(page)[1].index) == ["C03. Cases close sooner"]
    assert "**C03. Cases close sooner.**" in text(page)
    assert "Rule, fixed beforehand: above 1" in text(page)
    rows = next(content for name, content in offered.items() if name.startswith("claims__") and name.endswith("csv"))
    assert [line.split(",")[0] for line in rows.decode().splitlines()] == ["claim_id", "C03"]


def test_words_that_no_claim_has_leave_none(benchmark):
    page = run("evidence", claim_words="zzz")
    assert not page.exception
    assert "0 claims of 4 shown." in text(page)


@pytest.mark.parametrize(("section", "said"), SECTIONS.items())
def test_results_over_invented_neighbourhoods_say_so_first(benchmark, section, said):
    page = run("evidence", evidence=section)
    assert not page.exception
    assert "These children do not exist." in page.warning[0].value
    finding = page.markdown[0].value
    assert finding.startswith("**Benchmark A (synthetic):")
    assert said in finding


def test_the_public_record_is_said_to_have_no_such_result(real):
    page = run("evidence", evidence="strata")
    assert not page.exception
    assert "No public table goes below the local authority" in page.info[0].value


def test_nothing_of_the_private_folder_is_opened_unless_it_is_named(own_records, opened):
    page = run("evidence")
    assert "own" not in page.selectbox(key="evidence").options
    assert opened
    assert not [path for path in opened if {"private", NAMED} & set(Path(path).parts)]


def test_named_own_records_are_shown_as_disclosed_without_downloads(own_records, opened, monkeypatch):
    monkeypatch.setenv("CSC_EXTRACT", NAMED)
    page = run("evidence", evidence="own")
    assert not page.exception
    assert "Own records: for this machine only." in page.warning[0].value
    assert f"**{NAMED}, own records: over 129 neighbourhoods of one authority" in page.markdown[0].value
    assert not page.get("download_button")
    counts = tables(page)[1]
    assert list(counts.loc["Referral, 2019"]) == ["35", "hidden"]
    assert not [path for path in opened if "private" in Path(path).parts]


@pytest.mark.parametrize("name", ["extract_e99000002", "../private"])
def test_own_records_that_are_not_there_are_said_not_to_be(own_records, monkeypatch, name):
    monkeypatch.setenv("CSC_EXTRACT", name)
    page = run("evidence", evidence="own")
    assert not page.exception
    assert "no tables of that name that have passed disclosure control" in page.warning[0].value


def test_many_draws_are_those_of_the_report(benchmark):
    shown = tables(run("evidence", evidence="benchmarks"))
    verdicts = next(table for table in shown if "supported" in table.index)
    report = (REPOSITORY / "docs" / "recovery.md").read_text(encoding="utf-8")
    assert f"| supported | {' | '.join(verdicts.loc['supported'])} |" in report


def test_records_of_which_nothing_may_be_shown_show_nothing(own_records, monkeypatch):
    monkeypatch.setenv("CSC_EXTRACT", NAMED)
    for file in ("gradients.csv", "counts.csv"):
        (own_records / "exports" / NAMED / file).write_text("nothing\n", encoding="utf-8")
    page = run("evidence", evidence="own")
    assert "No gradient of these records has enough" in page.info[0].value
    assert tables(page) == []
