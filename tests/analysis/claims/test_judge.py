"""Verdicts follow from rules and figures, and say when a figure is missing or synthetic."""

import duckdb
import pandas as pd
import pytest

from analysis import writing
from analysis.claims.finders import finder
from analysis.claims.judge import (
    BETWEEN,
    NOT_HERE,
    NOT_PUBLIC,
    NOTHING,
    ON_BENCHMARK,
    PROXY,
    STATEMENT,
    SYNTHETIC,
    judge,
    judge_all,
)
from analysis.claims.ledger import Claim, claims
from analysis.claims.rules import Figure


def claim_of(level, *, is_proxy=False, parts=1):
    part = {
        "rule": "above",
        "numbers": {"neutral": 1},
        "evidence": [{"level": level, "asks": {}, "is_proxy": is_proxy}],
    }
    return Claim.model_validate(
        {"claim": "x", "citation": "y", "published_figure": "z", "kind": "sign", "parts": [part] * parts}
    )


def verdict(claim, *figures):
    answers = iter(figures)
    row = judge("C01", claim, lambda _: next(answers))
    return row["verdict"], row["caveat"]


def test_a_figure_of_the_record_reproduces_or_contradicts():
    assert verdict(claim_of("public_record"), Figure(1.5, 1.2, 1.8)) == ("reproduced", BETWEEN)
    assert verdict(claim_of("public_record"), Figure(0.5, 0.2, 0.8)) == ("contradicted", BETWEEN)


def test_a_stand_in_is_consistent_at_best():
    assert verdict(claim_of("public_record", is_proxy=True), Figure(1.5, 1.2, 1.8)) == ("consistent", PROXY)


def test_a_synthetic_figure_never_reproduces_a_claim():
    assert verdict(claim_of("benchmark"), Figure(1.5, 1.2, 1.8)) == (ON_BENCHMARK, SYNTHETIC)
    assert verdict(claim_of("benchmark"), Figure(1.1, 0.9, 1.3)) == ("not supported", SYNTHETIC)


def test_a_missing_figure_is_said():
    assert verdict(claim_of("benchmark"), None) == (ON_BENCHMARK, NOT_HERE)
    assert verdict(claim_of("public_record"), None) == ("not supported", NOT_PUBLIC)


def test_the_worst_part_decides():
    assert verdict(claim_of("public_record", parts=2), Figure(2, 1.5, 3), Figure(1.1, 0.9, 1.3))[0] == "not supported"


def test_a_statement_is_never_judged():
    statement = Claim(claim="x", citation="y", published_figure="none", kind="statement")
    assert verdict(statement) == (STATEMENT, NOTHING)


@pytest.fixture
def build():
    """Results of a build that holds one figure, and marts without a row."""
    with duckdb.connect() as connection:
        connection.execute(writing.RESULTS)
        connection.execute(
            """
            create schema marts;
            create table marts.dim_indicators (indicator_id varchar, unit varchar);
            create table marts.fct_england_indicators (
                geographic_level varchar, indicator_id varchar, financial_year_end integer, breakdown varchar,
                breakdown_value varchar, count double, value double, is_synthetic boolean
            );
            create table marts.fct_la_indicators as select * from marts.fct_england_indicators;
            create table marts.dim_statistical_neighbours (la_code varchar);
            create table marts.fct_la_populations (
                age_band varchar, sex varchar, ethnic_group varchar, mid_year integer, population_count bigint,
                is_synthetic boolean
            );
            create table marts.fct_lsoa_deprivation (
                lsoa_code varchar, lsoa_edition integer, imd_edition integer, la_code varchar, is_synthetic boolean
            );
            create table marts.fct_lsoa_interventions (
                dataset_id varchar, lsoa_code varchar, lsoa_edition integer, stage varchar, stratum_type varchar,
                stratum varchar, events_count integer, financial_year_end integer
            );
            """
        )
        yield connection


def gradient(score):
    row = {
        "dataset_id": "benchmark_a", "level": "neighbourhood", "indicator_id": "cpp_started", "stage": "cpp",
        "financial_year_end": 2019, "stratum_type": "total", "stratum": "total",
        "exposure": "income_deprivation_2019", "model": "pooled_poisson_by_ln_la", "term": "exposure",
        "score": score, "score_low": score - 0.04, "score_high": score + 0.04, "n_areas": 9, "n_la": 3,
        "events_count": 5, "excluded_count": 0, "converged": True, "release_ids": "r",
    }  # fmt: skip
    return pd.DataFrame([row])


def test_a_build_without_figures_gets_sixty_five_rows_and_no_estimate_but_of_published_tables(build):
    ledger = judge_all(claims(), finder(build)).set_index("claim_id")
    assert len(ledger) == 65
    known = ledger[ledger["estimate"].notna()]
    assert set(known["evidence_level"]) == {"published_table"}
    assert ledger.loc["C02", "estimate"] == pytest.approx(113 / 9)
    texts = ledger.drop(columns=["estimate", "ci_low", "ci_high"])
    assert texts.notna().all(axis=None)
    assert (texts != "").all(axis=None)


def test_a_figure_in_the_build_reaches_its_claim(build):
    writing.write(build, {"gradients": gradient(1.81)})
    writing.write_claims(build)
    row = build.execute("select verdict, estimate, ci_low from results.claims where claim_id = 'C31'").fetchone()
    assert row == (ON_BENCHMARK, 1.81, pytest.approx(1.77))


def test_two_rows_for_one_figure_are_refused(build):
    writing.write(build, {"gradients": pd.concat([gradient(1.8), gradient(1.7).assign(stratum="x")])})
    part = claims()["C31"].parts[0].evidence[0]
    where = {name: value for name, value in part.asks["where"].items() if name != "stratum"}
    with pytest.raises(ValueError, match="it has to name one"):
        finder(build)(part.model_copy(update={"asks": {**part.asks, "where": where}}))
