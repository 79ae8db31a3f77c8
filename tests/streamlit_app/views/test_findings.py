"""The sentence of every page on the embedded sample, recomputed here from marts and results by other queries.

National sentences in a year in which every authority has a figure, one is suppressed, and one's return is missing;
sentences about an authority for an ordinary one and for those two.
"""

import duckdb
import numpy as np
import pytest
import statsmodels.api as sm

from tests.app_reading import run, tables, text

SUPPRESSED, MISSING_RETURN, LATE, ORDINARY = "E06000903", "E08000902", "E08000903", "E10000904"
AREAS = pytest.mark.parametrize("la_code", [ORDINARY, SUPPRESSED, MISSING_RETURN])
NATIONAL = pytest.mark.parametrize(
    ("measure", "year", "absent"),
    [
        ("referrals", 2025, set()),
        ("cla_at_31_march", 2025, {SUPPRESSED, LATE}),
        ("referrals", 2021, {MISSING_RETURN}),
    ],
)

pytestmark = pytest.mark.usefixtures("on_sample")

CELLS = """
select cells.la_code, cells.count, cells.denominator_count, deprivation.income_deprivation_pct
from marts.fct_la_indicators as cells
inner join marts.fct_la_deprivation as deprivation using (la_code)
where
    cells.indicator_id = $measure and cells.financial_year_end = $year and cells.breakdown = 'total'
    and cells.is_in_use and deprivation.imd_edition = 2025
"""
TODAY = "cells.la_code in (select la_code from marts.dim_local_authorities where is_current)"
FITTED = """
select score, score_low, score_high, excluded_count from results.gradients
where
    level = 'between_la' and indicator_id = $measure and financial_year_end = $year and model = 'poisson'
    and term = 'exposure' and exposure = 'income_deprivation_2025' and stratum_type = 'total'
"""
GAPS = """
select index_name, estimate, ci_low, ci_high from results.inequality_indices
where
    level = 'between_la' and indicator_id = $measure and financial_year_end = $year
    and exposure = 'income_deprivation_2025' and index_name in ('sii', 'rii')
"""
WAYS = """
select
    count(*), count(*) filter (score_low > 1), count(*) filter (score_high < 1)
from results.sensitivity
where indicator_id = $measure and financial_year_end = $year and converged
"""
EXPECTED = """
select verdict, count(*) from results.la_expected
where la_code = $la_code and financial_year_end = 2025 and exposure = 'income_deprivation_2025'
group by verdict
"""
NEIGHBOURHOODS = """
select
    count(*), count(*) filter (imd_decile = 1), min(income_deprivation_pct), max(income_deprivation_pct)
from marts.fct_lsoa_deprivation
where la_code = $la_code and imd_edition = 2025
"""
NAME = "select la_name from marts.dim_local_authorities where la_code = $la_code"


def score_of(cells: list[tuple]) -> float:
    """A Poisson slope of our own: the rate ratio per 10 points."""
    count, children, exposure = np.array([cell[1:] for cell in cells], dtype=float).T
    model = sm.GLM(count, sm.add_constant(exposure), family=sm.families.Poisson(), offset=np.log(children))
    return float(np.exp(10 * model.fit().params[1]))


def neighbourhoods(sample: duckdb.DuckDBPyConnection, la_code: str) -> str:
    total, most, low, high = sample.execute(NEIGHBOURHOODS, {"la_code": la_code}).fetchone()
    (name,) = sample.execute(NAME, {"la_code": la_code}).fetchone()
    return (
        f"Of the {total} neighbourhoods of {name}, {most} are in the most deprived tenth of the country "
        f"(tenth 1, Indices of Deprivation 2025), with {low:.1f} to {high:.1f}% of people in income deprivation"
    )


@NATIONAL
@pytest.mark.parametrize("view", ["summary", "gradient"])
def test_a_national_sentence_is_the_model_of_the_marts(sample, view, measure, year, absent):
    asked = {"measure": measure, "year": year}
    cells = sample.execute(CELLS, asked).fetchall()
    known = [cell for cell in cells if cell[1] is not None]
    assert {cell[0] for cell in cells} - {cell[0] for cell in known} == absent
    score, low, high, excluded = sample.execute(FITTED, asked).fetchone()
    assert (score, excluded) == (pytest.approx(score_of(known), abs=1e-6), len(cells) - len(known))
    said = text(run(view, measure=measure, year=str(year), edition="2025"))
    assert f"Comparing {len(known)} fictional authorities" in said
    assert f"were {100 * (score - 1):.0f}% higher for each 10 percentage points more" in said
    assert f"(rate ratio {score:.2f}, 95% interval {low:.2f} to {high:.2f})" in said
    gaps = {name: ends for name, *ends in sample.execute(GAPS, asked).fetchall()}
    assert (
        "is {:,.1f} per 10,000 children higher (absolute gap, 95% interval {:,.1f} to {:,.1f})".format(*gaps["sii"])
        in said
    )
    assert "{:.2f} times as high (relative gap, {:.2f} to {:.2f})".format(*gaps["rii"]) in said
    of_all = f"{len(cells)} local authorities"
    missing = (
        f"{len(absent)} of {of_all} {'has' if len(absent) == 1 else 'have'} no figure" if absent else f"All {of_all}"
    )
    assert missing in said


def test_the_ways_to_fit_are_those_that_were_tried(sample):
    ways, above, below = sample.execute(WAYS, {"measure": "cla_at_31_march", "year": 2025}).fetchone()
    said = text(run("gradient", measure="cla_at_31_march", year="2025"))
    assert f"Of {ways} ways to fit it" in said
    assert f"{above} have an interval wholly above 1, {below} wholly below 1" in said


@AREAS
def test_what_is_expected_and_where_children_live_are_those_of_the_marts(sample, la_code):
    said = text(run("my_area", area=la_code, measure="referrals", year="2025", edition="2025"))
    verdicts = dict(sample.execute(EXPECTED, {"la_code": la_code}).fetchall())
    assert f"Of {sum(verdicts.values())} stages in 2025, " in said
    for verdict, count in verdicts.items():
        words = "cannot be told apart" if verdict == "cannot_distinguish" else f"{verdict} than expected"
        assert f"{count} {words}" in said
    assert neighbourhoods(sample, la_code) in said


@AREAS
def test_the_map_says_what_the_marts_hold(sample, la_code):
    rates = [
        10_000 * count / children
        for _, count, children, _ in sample.execute(f"{CELLS} and {TODAY}", {"measure": "s47", "year": 2021}).fetchall()
        if count is not None
    ]
    said = text(run("maps", area=la_code, measure="s47", year="2021", edition="2025"))
    places = f"in {len(rates)} authorities go from {min(rates):,.1f} to {max(rates):,.1f} per 10,000"
    assert places in said
    assert neighbourhoods(sample, la_code) in said


def test_the_incomplete_returns_are_counted_and_the_missing_one_is_among_them(sample):
    table, name = sample.execute(
        "select min(table_name), any_value(la_name) from meta.coverage inner join marts.dim_local_authorities"
        " using (la_code) where la_code = $la_code and status != 'complete'",
        {"la_code": MISSING_RETURN},
    ).fetchone()
    (count,) = sample.execute(
        "select count(*) from meta.coverage where table_name = $name and status != 'complete'", {"name": table}
    ).fetchone()
    page = run("data", section="coverage", table=table)
    assert f"{count:,} incomplete return" in text(page)
    assert name in tables(page)[0].index


def test_the_claims_are_counted_by_what_can_answer_them(sample):
    level = "select count(*) from results.claims where evidence_level = $level"
    benchmark, statements = (sample.execute(level, {"level": of}).fetchone()[0] for of in ("benchmark", "none"))
    total, without = sample.execute(
        "select count(*), count(*) filter (estimate is null and evidence_level in ('public_record', 'published_table'))"
        " from results.claims"
    ).fetchone()
    said = run("evidence").markdown[0].value
    public = total - benchmark - statements
    assert said.startswith(f"**Of {total} claims of the literature, {public} can be held against public figures")
    assert f"{without} no figure in this build" in said
    assert f"{benchmark} need neighbourhood data, which nobody publishes" in said
    assert f"{statements} are statements." in said


def test_what_the_sample_was_made_with_is_compared_with_what_is_found(sample):
    truth = 1.62
    low, high = sample.execute(
        "select score_low, score_high from results.curvature_scores where la_offset_pp = 0"
    ).fetchone()
    assert f"scores of the stages, {int(low <= truth <= high)} of 1" in text(run("evidence", evidence="benchmarks"))
