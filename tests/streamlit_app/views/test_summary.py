"""The page as a reader gets it, on warehouses of invented authorities."""

import csv
import re
from io import StringIO
from pathlib import Path

import duckdb
import pytest
import streamlit as st

from ingestion.paths import real_tree
from tests.app_reading import run, tables, text


def poisson_score(build: Path) -> tuple[float, float, float]:
    with duckdb.connect(str(build), read_only=True) as connection:
        return connection.execute(
            "select score, score_low, score_high from results.gradients where model = 'poisson' and term = 'exposure'"
            " and financial_year_end = 2025 and exposure = 'income_deprivation_2025' and indicator_id = 'referrals'"
        ).fetchone()


def test_runs_without_an_exception_and_asks_the_question(synthetic):
    page = run()
    assert not page.exception
    assert page.title[0].value.startswith("Are children in more deprived areas")
    assert len(page.get("vega_lite_chart")) == 3


def test_finding_says_what_the_results_table_says(synthetic):
    score, low, high = poisson_score(synthetic)
    finding = run().markdown[0].value
    assert finding.startswith("**Comparing 9 fictional authorities in the year to 31 March 2025, rates of referrals")
    assert f"were {100 * (score - 1):.0f}% higher for each 10 percentage points more of the population" in finding
    assert f"(rate ratio {score:.2f}, 95% interval {low:.2f} to {high:.2f})" in finding


def test_every_result_is_said_to_be_between_local_authorities(synthetic):
    assert text(run()).count("between local authorities") >= 4


def test_a_suppressed_authority_is_in_the_table_with_the_publishers_reason(synthetic):
    table = tables(run())[1]
    suppressed = table.loc["Fictionshire 4"]
    assert suppressed["Referrals"] == ""
    assert suppressed["Why there is no figure"] == "Suppressed by the publisher to protect confidentiality"


def test_an_authority_that_no_longer_existed_is_left_out(synthetic):
    assert "Fictionshire 12" not in tables(run())[1].index


def test_missing_authorities_are_counted_with_their_reasons(synthetic):
    assert "2 of 11 local authorities have no figure here: Fictionshire 4 (suppressed by" in text(run())


def test_a_year_without_a_result_is_said_to_have_none(synthetic):
    page = run()
    assert "No figure for 2023, 2024." in text(page)
    assert tables(page)[2].loc["2024"].iloc[0] == "no figure"


def test_a_choice_without_a_gradient_gives_the_reason_and_still_the_data(synthetic):
    page = run(measure="cla_at_31_march")
    assert not page.exception
    assert page.markdown[0].value == (
        "No gradient between local authorities for children looked after at 31 March 2025: "
        "only 9 areas have a count, children and an exposure."
    )
    assert len(tables(page)[0]) == 11


def test_a_model_that_did_not_converge_is_not_quoted(synthetic):
    with duckdb.connect(str(synthetic)) as connection:
        connection.execute("update results.gradients set converged = false where model != 'pooled_poisson'")
    page = run()
    assert not page.exception
    assert page.markdown[0].value.startswith("No gradient between local authorities")
    assert set(tables(page)[2]["Rate ratio per 10 points (95% interval)"]) == {"no figure"}


def test_the_address_chooses_measure_year_and_edition(synthetic):
    page = run(measure="referrals", year="2023", edition="2019")
    assert [control.value for control in page.selectbox] == ["referrals", 2023, 2019]
    assert not page.warning


def test_the_address_carries_every_choice_defaults_included(synthetic):
    page = run(measure="cla_at_31_march")
    assert page.query_params == {"measure": "cla_at_31_march", "year": "2025", "edition": "2025"}
    page.selectbox(key="edition").set_value(2019).run()
    assert page.query_params["edition"] == "2019"


@pytest.mark.parametrize("query", [{"measure": "zzz"}, {"year": "1900"}, {"edition": "2010"}, {"year": "![](x)"}])
def test_an_unknown_value_in_the_address_gives_a_notice_and_the_first_choice(synthetic, query):
    page = run(**query)
    assert not page.exception
    assert len(page.warning) == 1
    assert "does not offer" in page.warning[0].value
    assert [control.value for control in page.selectbox] == ["referrals", 2025, 2025]
    assert "zzz" not in text(page)
    assert "![" not in text(page)


def test_a_measure_without_the_year_falls_back_to_its_newest(synthetic):
    page = run(year="2023")
    page.selectbox(key="measure").set_value("cla_at_31_march").run()
    assert not page.exception
    assert page.selectbox(key="year").value == 2025
    assert "does not offer" in page.warning[0].value


def test_the_sample_has_a_banner_and_claims_no_public_licence(synthetic):
    page = run()
    assert "these places do not exist" in page.error[0].value
    assert page.header[0].value == "Synthetic: Referrals, year ending 31 March 2025"
    assert "Open Government Licence" not in text(page)


def test_the_sample_shows_its_neighbourhood_result_as_synthetic(synthetic):
    page = run()
    assert "Synthetic neighbourhoods" in page.info[0].value
    assert "rate ratio 1.61" in page.info[0].value
    assert any(model.startswith("Synthetic neighbourhoods") for model in tables(page)[0].index)


def test_real_data_have_no_banner_and_no_neighbourhood_result(real):
    page = run()
    assert not page.error
    assert not page.info
    assert "Synthetic" not in text(page)


def test_source_names_publisher_date_files_licence_and_build(real):
    page = run()
    source = page.markdown[-1].value
    assert "Department for Education, Children in need, 2025 (published 30 October 2025): `dfe__counts@2025`" in source
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in source
    assert real.stem in source


def test_only_the_estimated_columns_behind_the_page_are_named(real):
    source = run().markdown[-1].value
    assert "raked to districts" in source
    assert "solved from ranks" not in source


def test_the_gradient_page_names_what_only_some_of_its_methods_rest_on(real):
    page = run("gradient")
    assert "solved from ranks" in page.markdown[-1].value
    assert any("The IDACI of 2025 was estimated, not as published (see Source)" in key.value for key in page.caption)


def test_the_estimate_of_one_edition_is_not_laid_on_the_other(real):
    assert "raked to districts" not in run(edition="2019").markdown[-1].value


def test_without_a_warehouse_the_page_says_what_to_type(data):
    page = run()
    assert not page.exception
    assert page.title[0].value == "There is no data yet"
    assert "make run" in page.code[0].value
    assert "make refresh" in page.code[0].value


def test_the_real_warehouse_goes_before_the_sample(data, publish):
    publish(data, is_synthetic=True)
    publish(data, is_synthetic=False)
    assert not run().error


def test_a_new_publication_is_picked_up_on_the_next_run(synthetic, publish):
    page = run()
    publish(real_tree().root, is_synthetic=True, build_id="20260101T000000000000Z")
    assert "20260101T000000000000Z" in page.run().markdown[-1].value


def test_every_measure_of_the_embedded_sample_has_a_finding(sample_data, monkeypatch):
    monkeypatch.setenv("CSC_DATA_DIR", str(sample_data))
    page = run()
    for measure in page.selectbox(key="measure").options:
        shown = run(measure=measure)
        assert not shown.exception
        assert shown.markdown[0].value.startswith("**Comparing")


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, str]]:
    """What the page offers for download: content and file name."""
    offered = []
    monkeypatch.setattr(
        st, "download_button", lambda _, data, file_name, *__, **___: offered.append((data(), file_name))
    )
    return offered


def test_the_download_holds_the_rows_on_the_screen(synthetic, downloads):
    on_screen = tables(run())[1]
    rows = list(csv.DictReader(StringIO(downloads[0][0].decode("utf-8"))))
    assert [row["la_name"].removeprefix("'") for row in rows] == list(on_screen.index)
    assert [row["count"] for row in rows] == list(on_screen["Referrals"])
    rates = [f"{float(row['rate_per_10k']):,.1f}" if row["rate_per_10k"] else "" for row in rows]
    assert rates == list(on_screen["Rate per 10,000 children"])


def test_the_download_says_first_what_it_is(synthetic, downloads):
    run()
    content, name = downloads[0]
    assert content.decode().startswith("financial_year_end,indicator_id,release_ids,is_synthetic,")
    assert name == "synthetic__referrals_by_authority__to_2025-03-31__indices_2025__20250101T000000000000Z.csv"


def test_the_download_carries_no_formula(synthetic, downloads):
    run()
    cells = [cell for row in csv.reader(StringIO(downloads[0][0].decode())) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if re.match(r"[=+\-@\t]", cell)]
