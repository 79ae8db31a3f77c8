"""Every page but the Summary on the embedded sample: what it finds is what the marts hold."""

import duckdb
import pytest

from ingestion.paths import REPOSITORY
from tests.app_reading import run, tables, text

SUPPRESSED, MISSING_RETURN, ORDINARY = "E06000903", "E08000902", "E10000904"

pytestmark = pytest.mark.usefixtures("on_sample")

FIGURE = """
select count, value, ci_low, ci_high, count_status from marts.fct_la_indicators
where la_code = $la_code and indicator_id = $indicator_id and financial_year_end = $year and breakdown = 'total'
"""
COUNTRY = """
select value from marts.fct_england_indicators
where indicator_id = $indicator_id and financial_year_end = $year and breakdown = 'total'
    and geographic_level = 'national'
"""
SCORES = """
select indicator_id, score, score_low, score_high from results.gradients
where level = 'between_la' and model = 'poisson' and term = 'exposure' and exposure = 'income_deprivation_2025'
    and financial_year_end = 2025 order by score
"""


def figure(sample: duckdb.DuckDBPyConnection, la_code: str, indicator_id: str, year: int) -> tuple:
    return sample.execute(FIGURE, {"la_code": la_code, "indicator_id": indicator_id, "year": year}).fetchone()


def country(sample: duckdb.DuckDBPyConnection, indicator_id: str, year: int) -> float:
    return sample.execute(COUNTRY, {"indicator_id": indicator_id, "year": year}).fetchone()[0]


def test_the_gradient_page_quotes_the_flattest_and_the_steepest_stage(sample):
    scores = sample.execute(SCORES).fetchall()
    said = text(run("gradient", measure="referrals", year="2025", edition="2025"))
    for _, *ratio in (scores[0], scores[-1]):
        assert "{:.2f} ({:.2f} to {:.2f}) for".format(*ratio) in said
    above = sum(low > 1 for _, _, low, _ in scores)
    assert f"{above} intervals of {len(scores)} lie wholly above 1" in said


def test_a_stage_without_a_fit_keeps_its_row_with_the_reason():
    ladder = tables(run("gradient", year="2025"))[1]
    assert ladder.loc["Assessments completed"].iloc[0] == "no figure"
    assert ladder.loc["Assessments completed", "Why there is no figure"] != ""


@pytest.mark.parametrize("la_code", [ORDINARY, SUPPRESSED, MISSING_RETURN])
def test_my_area_says_what_the_mart_says(sample, la_code):
    page = run("my_area", area=la_code, measure="referrals", year="2024", edition="2025")
    count, rate, low, high, _ = figure(sample, la_code, "referrals", 2024)
    assert f"there were {rate:,.1f} referrals per 10,000 children" in page.markdown[0].value
    assert f"({count:,} in all; 95% interval of the rate {low:,.1f} to {high:,.1f})" in page.markdown[0].value
    national = country(sample, "referrals", 2024)
    assert f"was {national:,.1f}" in page.markdown[0].value
    assert ("so the two cannot be told apart" in page.markdown[0].value) == (low <= national <= high)


@pytest.mark.parametrize(
    ("la_code", "measure", "year", "reason"),
    [
        (SUPPRESSED, "cla_at_31_march", 2025, "suppressed by the publisher to protect confidentiality"),
        (MISSING_RETURN, "referrals", 2021, "not available: the publisher has no usable figure"),
    ],
)
def test_a_missing_figure_is_said_in_words_and_never_zero(sample, la_code, measure, year, reason):
    assert figure(sample, la_code, measure, year)[0] is None
    page = run("my_area", area=la_code, measure=measure, year=str(year))
    assert page.markdown[0].value.startswith("**No rate of")
    assert f"{year}: {reason}.** A missing figure is not a zero." in page.markdown[0].value
    own = tables(page)[0].loc[str(year)].iloc[0]
    assert own.lower() == reason.lower()


def test_the_sample_of_neighbours_is_their_children_taken_together(sample):
    rows = tables(run("my_area", area=ORDINARY, measure="referrals", year="2025"))[0]
    count, children = sample.execute(
        "select sum(count), sum(denominator_count) from marts.fct_la_indicators where indicator_id = 'referrals'"
        " and financial_year_end = 2025 and breakdown = 'total' and value is not null and la_code in"
        " (select neighbour_la_code from marts.dim_statistical_neighbours where la_code = $la_code)",
        {"la_code": ORDINARY},
    ).fetchone()
    assert rows.loc["2025", "Neighbours"] == f"{10_000 * count / children:,.1f}"


def test_the_neighbourhood_map_is_said_to_be_exposure(sample):
    said = text(run("my_area", area=ORDINARY, edition="2025"))
    total, most = sample.execute(
        "select count(*), count(*) filter (imd_decile = 1) from marts.fct_lsoa_deprivation"
        " where la_code = $la_code and imd_edition = 2025",
        {"la_code": ORDINARY},
    ).fetchone()
    assert f"Of the {total} neighbourhoods of Lurrendshire, {most} are in the most deprived tenth" in said
    assert "exposure, not outcome" in said


def test_compare_counts_the_intervals_on_either_side_of_the_country(sample):
    chosen = [ORDINARY, SUPPRESSED, MISSING_RETURN]
    national = country(sample, "referrals", 2025)
    cells = [figure(sample, la_code, "referrals", 2025) for la_code in chosen]
    above, below = sum(low > national for _, _, low, *_ in cells), sum(high < national for _, _, _, high, _ in cells)
    page = run("compare", who="authorities", areas=",".join(chosen), measure="referrals", year="2025")
    assert f"{above} have an interval above" in page.markdown[0].value
    assert f"({national:,.1f} per 10,000 children), {below} below it" in page.markdown[0].value
    assert "rank" not in text(page).lower()
    beyond = sample.execute(
        "select count(*) from results.la_expected where indicator_id = 'referrals' and financial_year_end = 2025"
        " and exposure = 'income_deprivation_2025' and la_code in (select unnest($codes))"
        " and (ratio < limit_low_998 or ratio > limit_high_998)",
        {"codes": chosen},
    ).fetchone()[0]
    assert f"Of 3 authorities compared, {beyond} " in text(page)


def test_compare_keeps_a_suppressed_authority_in_sight():
    areas = f"{ORDINARY},{SUPPRESSED}"
    page = run("compare", who="authorities", areas=areas, measure="cla_at_31_march", year="2025")
    assert "1 authority has no figure" in page.markdown[0].value
    assert "Suppressed by the publisher" in tables(page)[0].loc["Breskistow", "Why there is no figure"]


def test_more_than_four_or_unknown_authorities_give_a_notice():
    page = run("compare", who="authorities", areas=f"{ORDINARY},E00000000")
    assert "does not offer all that was asked for" in page.warning[0].value
    assert page.multiselect(key="areas").value == [ORDINARY]


def test_maps_say_the_range_of_the_rates(sample):
    low, high, places = sample.execute(
        "select min(value), max(value), count(value) from marts.fct_la_indicators where indicator_id = 's47'"
        " and financial_year_end = 2021 and breakdown = 'total' and la_code in"
        " (select la_code from marts.dim_local_authorities where is_current)"
    ).fetchone()
    page = run("maps", measure="s47", year="2021")
    assert f"in {places} authorities go from {low:,.1f} to {high:,.1f} per 10,000" in page.markdown[0].value


def test_the_data_page_counts_files_and_checks(sample):
    files = sample.execute("select count(*) from meta.releases").fetchone()[0]
    checks = sample.execute("select count(*) from meta.quality_checks").fetchone()[0]
    said = run("data").markdown[0].value
    assert f"rests on {files:,} invented files" in said
    assert f"All {checks:,} checks passed." in said


SECTIONS = ["glossary", "releases", "coverage", "revisions", "checks", "downloads", "cite", "accessibility"]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_data_page_opens(section):
    page = run("data", section=section)
    assert not page.exception
    assert not page.warning


def test_the_glossary_on_the_page_is_that_of_the_documents():
    shown = tables(run("data", section="glossary"))
    written = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert len(shown) == written.count("\n## ")
    assert sum(map(len, shown)) == sum(line.startswith("| ") for line in written.splitlines()) - len(shown)


def test_the_page_fills_in_how_to_cite_its_build(sample_tree):
    page = run("data", section="cite")
    assert f"Build {sample_tree.current.resolve().stem} of csc-inequalities. Invented data" in page.code[0].value
    assert "Name all three" in text(page)


def test_the_dictionary_finds_words(sample):
    expected = sample.execute(
        "select count(*) from marts.dim_indicators where contains(lower(label), 'adopt')"
        " or contains(indicator_id, 'adopt') or contains(lower(numerator), 'adopt')"
    ).fetchone()[0]
    assert len(tables(run("data", words="adopt"))[0]) == expected > 0


def test_the_verdicts_are_those_of_the_results(sample):
    count = sample.execute("select count(*) from results.curvature_verdicts where verdict = 'not shown'").fetchone()[0]
    said = text(run("evidence", evidence="curvature"))
    assert f"over neighbourhoods, {count} not shown.**" in said
    assert "Embedded sample (synthetic)" in said
