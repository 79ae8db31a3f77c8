"""The area brief on the embedded sample: the numbers of the marts, in one file that needs nothing else."""

import re
from dataclasses import replace

import pytest

from analysis.brief.charts import trend
from analysis.brief.facts import facts_of
from analysis.brief.files import UnknownPlace, asked_for
from analysis.brief.page import PROBLEMS_AT_MOST, page
from tests.conftest import run_module

SUPPRESSED, MISSING_RETURN, ORDINARY = "E06000903", "E08000902", "E10000904"
HEADLINES = """
select definitions.label, indicators.financial_year_end, indicators.count, indicators.value, indicators.ci_low,
    indicators.ci_high, england.value
from marts.fct_la_indicators as indicators
inner join marts.dim_indicators as definitions
    on indicators.indicator_id = definitions.indicator_id and definitions.is_headline
inner join marts.fct_england_indicators as england
    on indicators.indicator_id = england.indicator_id and england.breakdown = 'total'
    and indicators.financial_year_end = england.financial_year_end and england.geographic_level = 'national'
where indicators.la_code = $la_code and indicators.breakdown = 'total'
qualify indicators.financial_year_end = max(indicators.financial_year_end) filter (england.count is not null)
    over (partition by indicators.indicator_id)
order by definitions.stage_order
"""
EXPECTED = """
select observed, expected, ratio, ratio_low, ratio_high from results.la_expected
where la_code = $la_code and exposure = 'income_deprivation_2025'
"""


@pytest.fixture(scope="module")
def build(sample_tree):
    return sample_tree.current.resolve()


def facts(build, la_code):
    return facts_of(build, asked_for(build, la_code)[0])


def cells(html, caption):
    table = re.search(rf"<table><caption>{caption}.*?</table>", html, flags=re.DOTALL).group()
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>.*?</tr>", table)[1:]]


@pytest.mark.parametrize("la_code", [ORDINARY, SUPPRESSED, MISSING_RETURN])
def test_every_stage_has_the_figures_of_the_marts_or_the_reason_for_none(sample, build, la_code):
    held = sample.execute(HEADLINES, {"la_code": la_code}).fetchall()
    shown = cells(page(facts(build, la_code)), "Every stage")
    assert len(shown) == len(held) == 7
    for (label, year, count, rate, low, high, country), row in zip(held, shown, strict=True):
        figures = ["", "", ""] if rate is None else [f"{count:,}", f"{rate:,.1f}", f"{low:,.1f} to {high:,.1f}"]
        assert row[:6] == [label, str(year), *figures, f"{country:,.1f}"]
        assert (rate is None) == ("interval" not in row[6])


def test_observed_and_expected_are_those_of_the_results(sample, build):
    held = sample.execute(EXPECTED, {"la_code": ORDINARY}).fetchall()
    shown = [row[1:5] for row in cells(page(facts(build, ORDINARY)), "Observed and expected")]
    assert sorted(shown) == sorted(
        [f"{observed:,.0f}", f"{expected:,.0f}", f"{ratio:.2f}", f"{low:.2f} to {high:.2f}"]
        for observed, expected, ratio, low, high in held
    )


def test_a_brief_needs_nothing_else_and_says_what_it_is(build):
    html = page(facts(build, ORDINARY))
    elsewhere = r"(?:src|href)=|@import|url\(|<script|<iframe"
    assert re.search(elsewhere, html) is None
    assert set(re.findall(r"https?://[^\s\"<)]+", html)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    for said in ("this place does not exist", "Not official statistics", "Invented data", f"Build {build.stem}"):
        assert said in html
    assert html.count("between local authorities") >= 2
    assert html.count('role="img" aria-label="') == 8
    assert html.count("<svg ") == html.count('<svg aria-hidden="true"') + html.count('height="8" aria-hidden="true"')
    assert "tenth 1: " in html


def test_a_name_cannot_become_markup(build):
    found = facts(build, ORDINARY)
    html = page(replace(found, area=found.area | {"la_name": "<script>alert(1)</script>"}))
    assert "<script" not in html


def test_problems_beyond_the_room_are_counted(build):
    found = facts(build, ORDINARY)
    note = {"financial_year_end": 2020, "kind": "gap", "la_code": ORDINARY}
    breaks = [note | {"note": f"gap no. {number}"} for number in range(PROBLEMS_AT_MOST + 3)]
    html = page(replace(found, breaks=breaks, coverage=found.coverage.head(0)))
    assert html.count("gap no. ") == PROBLEMS_AT_MOST
    assert "3 more, on the page My area." in html


def test_rates_that_are_all_missing_have_no_chart(build):
    series = facts(build, ORDINARY).stages[0].series
    assert trend(series.assign(rate_per_10k=None), shaded=[2020]) is None
    assert trend(series, shaded=[])["layer"][0]["data"]["values"]


@pytest.mark.parametrize("asked", ["E10000904", "e10000904"])
def test_an_authority_is_found_by_its_code_or_name_in_any_case(build, asked):
    area = asked_for(build, asked)[0]
    assert area["la_code"] == ORDINARY
    assert asked_for(build, area["la_name"].upper()) == [area]


def test_a_slip_of_the_pen_is_told_who_may_be_meant(build):
    name = asked_for(build, ORDINARY)[0]["la_name"]
    with pytest.raises(UnknownPlace, match=rf"Did you mean .*{name} \({ORDINARY}\)"):
        asked_for(build, name[:-1] + "x")


def test_the_command_writes_one_file_that_names_area_and_build(sample_data, build, tmp_path):
    ran = run_module("analysis", "brief", ORDINARY, "--to", str(tmp_path), data=sample_data)
    assert ran.returncode == 0, ran.stderr
    written = list(tmp_path.iterdir())
    assert [str(path) for path in written] == ran.stdout.split()
    assert written[0].name.startswith(f"synthetic__area_brief__{ORDINARY}__")
    assert written[0].name.endswith(f"__{build.stem}.html")


@pytest.mark.parametrize("typed", [[], ["E00000000"], [ORDINARY, "--all"]])
def test_no_authority_an_unknown_one_or_two_wishes_are_wrong_usage(sample_data, typed):
    ran = run_module("analysis", "brief", *typed, data=sample_data)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
