"""The change report: a known change in, the same change out."""

import csv
import json
import shutil
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

import duckdb
import pytest

from ingestion.changes.page import html_of
from ingestion.changes.report import compare
from ingestion.paths import MODEL_LABELS
from ingestion.problems import DataProblem

BEFORE, AFTER = "20250101T000000000000Z.duckdb", "20260101T000000000000Z.duckdb"

CHANGES = """
update marts.fct_la_indicators set count = count + 1, _release_id = 'other@2026'
where la_code = (select min(la_code) from marts.fct_la_indicators where count_status = 'observed')
    and indicator_id = 'cla_at_31_march' and financial_year_end = 2025;
update marts.fct_la_indicators set value = value * (1 + 1e-13);
update marts.fct_la_indicators set ci_low = ci_low * 1.01
where indicator_id = 'referrals' and breakdown = 'total' and financial_year_end = 2024 and ci_low > 0;
update marts.fct_la_indicators set published_value = published_value + 1
where indicator_id = 'assessments_median_days' and breakdown = 'total' and financial_year_end = 2024;
update marts.fct_england_indicators set count = 2 * count
where indicator_id = 'cin_at_31_march' and geographic_level = 'national' and financial_year_end = 2024;
update marts.fct_la_indicators_by_vintage set count = count + 1
where indicator_id = 'cla_at_31_march' and vintage = 2024 and financial_year_end = 2023 and count_status = 'observed';
delete from marts.dim_local_authorities where la_code = (select max(la_code) from marts.dim_local_authorities);
update marts.dim_local_authorities set la_name = '<script>alert(1)</script>'
where la_code = (select min(la_code) from marts.dim_local_authorities);
alter table marts.dim_lsoas add column is_coastal boolean;
update results.gradients set score = score * 3, score_low = score_low * 3, score_high = score_high * 3
where level = 'between_la' and indicator_id = 'cpp_at_31_march' and financial_year_end = 2025 and term = 'exposure'
    and exposure = 'income_deprivation_2025' and model = 'poisson';
update meta.releases set sha256 = 'b' || sha256[2:], maturity = 'provisional'
where release_id = 'dfe__cin_b1_episodes@2025';
"""


@pytest.fixture(scope="module")
def builds(sample_tree, tmp_path_factory):
    """The published sample, and a copy of it in which a few things are known to differ."""
    folder = tmp_path_factory.mktemp("builds")
    for name in (BEFORE, AFTER):
        shutil.copyfile(sample_tree.current.resolve(), folder / name)
    with duckdb.connect(str(folder / AFTER)) as connection:
        connection.execute(CHANGES)
    return folder / BEFORE, folder / AFTER


@pytest.fixture(scope="module")
def changes(builds):
    return compare(*builds)


def table_of(changes, name):
    return next(table for table in changes.tables if table.name == name)


def test_a_build_against_itself_has_not_changed(builds):
    same = compare(builds[0], builds[0])
    assert not any(table.is_changed for table in same.tables)
    assert (same.revised, same.codes, same.markers, same.releases) == ([], [], [], [])
    assert {finding.verdict for finding in same.same_year} == {"unchanged"}
    assert same.sentence.startswith("No release, figure or finding changed. None of the ")


def test_every_mart_is_compared_by_the_key_that_dbt_states(changes):
    marts = [table for table in changes.tables if table.name.startswith("marts.")]
    assert len(marts) >= 10
    assert all(table.rows_added is not None for table in marts)


def test_a_revised_cell_is_listed_with_its_key_before_and_after(changes):
    (cell,) = [cell for cell in changes.figures.counts if cell["year"] == 2025]
    assert (cell["label"], cell["part"]) == ("Children looked after at 31 March", "")
    assert cell["after"] == cell["before"] + 1


def test_noise_in_the_last_digits_and_lineage_are_no_revision(changes):
    revised = table_of(changes, "marts.fct_la_indicators").revised
    assert revised == {"count": 1, "published_value": 23, "ci_low": 23}


def test_counts_and_rates_of_the_publisher_are_counted_apart_from_what_is_computed(changes):
    found = {row["label"]: row for row in changes.figures.by_indicator}
    numbers = ("counts_revised", "rates_revised", "computed_changed")
    assert {label: tuple(row[name] for name in numbers) for label, row in found.items()} == {
        "Children in need at 31 March": (1, 0, 0),
        "Children looked after at 31 March": (1, 0, 0),
        "Median working days to complete an assessment": (0, 23, 0),
        "Referrals": (0, 0, 23),
    }
    said = "2 counts revised by the publisher in 2 indicators (largest: Children in need at 31 March, "
    assert changes.sentences[2].startswith(said)
    assert "), 23 published rates, 23 computed figures that follow from them, " in changes.sentences[2]


def test_a_large_revision_leads_although_no_headline_finding_rests_on_it(changes, sample):
    count, area = sample.execute(
        "select count, area_code from marts.fct_england_indicators where indicator_id = 'cin_at_31_march' "
        "and geographic_level = 'national' and financial_year_end = 2024"
    ).fetchone()
    said = f"({area}), 2024: {count:,} to {2 * count:,}."
    assert changes.sentences[0].startswith("1 large revision of a published figure: Children in need at 31 March, ")
    assert changes.sentences[0].endswith(said)


def test_a_revision_of_a_release_that_a_newer_one_has_replaced_is_counted_apart(changes, sample):
    (count,) = sample.execute(
        "select count(count) from marts.fct_la_indicators_by_vintage "
        "where indicator_id = 'cla_at_31_march' and vintage = 2024 and financial_year_end = 2023"
    ).fetchone()
    assert changes.figures.superseded_count == len(changes.figures.superseded) == count > 20
    assert len(changes.figures.counts) == 2
    assert changes.sentences[2].endswith(
        f", {count} published figures changed in releases that a newer one has replaced."
    )


def test_rows_gone_codes_gone_and_new_columns_are_told(changes, builds):
    authorities = table_of(changes, "marts.dim_local_authorities")
    assert (authorities.rows_gone, authorities.rows_added) == (1, 0)
    assert table_of(changes, "marts.dim_lsoas").columns_added == ["is_coastal"]
    with duckdb.connect(str(builds[0]), read_only=True) as connection:
        (last,) = connection.execute("select max(la_code) from marts.dim_local_authorities").fetchone()
    assert authorities.rows_before - authorities.rows_after == 1
    assert all(moved.added == [] for moved in changes.codes)
    assert last not in [code for moved in changes.codes for code in moved.added]


def test_a_file_that_was_corrected_or_is_provisional_is_named(changes):
    said = ["Children in need 2025 replaced by a corrected file", "Children in need 2025 is now provisional"]
    assert [change.said for change in changes.releases] == said
    assert changes.still_provisional == ["Children in need 2025"]
    assert changes.sentences[1] == f"{'; '.join(said)}."


def test_the_headline_finding_that_changed_is_the_one_that_did(changes):
    (changed,) = [finding for finding in changes.headlines if finding.verdict == "changed"]
    assert changed.label.startswith("Child protection plans")
    assert changed.exposure == "income_deprivation_2025"
    assert changed.after.score == pytest.approx(3 * changed.before.score)
    said = (
        f"1 of the {len(changes.headlines)} headline findings changed: {changed.label} by income deprivation 2025, from"
    )
    assert changes.sentences[-1].startswith(said)


class Page(HTMLParser):
    """What a browser would see: tags, and the text of the first sentence that is marked as such."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


def test_the_page_says_what_changed_first_and_needs_nothing_else(changes):
    text = html_of(changes)
    page = Page(text)
    assert all(text.index(escape(sentence)) < text.index("<table>") for sentence in changes.sentences)
    assert "SYNTHETIC SAMPLE" in text
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert not {name for name, _ in page.attributes} & {"src", "href", "onload"}


def test_years_are_shown_as_years(changes):
    assert "2,025" not in html_of(changes)


def test_models_are_named_in_words(changes):
    fitted = [finding for finding in changes.same_year if finding.model == "nb2"]
    moved = replace(fitted[0], verdict="changed", reasons=["any"])
    text = html_of(replace(changes, same_year=[moved]))
    assert "negative binomial" in text
    assert "nb2" not in text


def test_every_model_of_a_finding_has_a_label(changes):
    with MODEL_LABELS.open(encoding="utf-8", newline="") as seed:
        labels = {row["model"]: row["label"] for row in csv.DictReader(seed)}
    assert {finding.model for finding in changes.same_year} <= set(labels)


def test_the_points_of_curves_are_said_to_follow_and_not_counted(builds, tmp_path):
    moved = tmp_path / AFTER
    shutil.copyfile(builds[0], moved)
    with duckdb.connect(str(moved)) as connection:
        connection.execute("update results.fitted_lines set rate_per_10k = rate_per_10k * 2")
    found = compare(builds[0], moved)
    assert found.sentences[0] == "No release, figure or finding changed."
    assert "The points of drawn curves (results.fitted_lines) follow from these models." in html_of(found)


def test_text_of_a_build_is_shown_and_never_run(changes):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_of(changes)


def test_the_same_report_is_there_for_machines(changes):
    said = json.loads(json.dumps(changes.as_json(), default=str))
    assert said["sentence"] == changes.sentence
    assert said["rule"].startswith("A finding is the rate ratio")
    assert {"releases", "figures", "vintages", "tables", "revised", "headlines", "same_year"} <= set(said)


def test_an_authoritys_own_record_is_never_part_of_a_report(builds, tmp_path):
    private = tmp_path / AFTER
    shutil.copyfile(builds[0], private)
    with duckdb.connect(str(private)) as connection:
        connection.execute("insert into meta.datasets values ('extract_ourtown', false, '{}')")
    with pytest.raises(DataProblem, match="extract_ourtown is an authority's own record"):
        compare(builds[0], private)


def test_real_and_synthetic_figures_are_never_compared(builds, tmp_path):
    real = tmp_path / AFTER
    shutil.copyfile(builds[0], real)
    with duckdb.connect(str(real)) as connection:
        connection.execute("update meta.datasets set dataset_id = 'public_record'")
    with pytest.raises(DataProblem, match="never compared"):
        compare(builds[0], real)


def test_a_build_from_before_keys_were_recorded_is_compared_by_those_of_the_other(builds, tmp_path):
    old = tmp_path / BEFORE
    shutil.copyfile(builds[0], old)
    with duckdb.connect(str(old)) as connection:
        connection.execute("drop table meta.grains; alter table meta.releases drop column maturity;")
    assert table_of(compare(old, builds[1]), "marts.fct_la_indicators").revised["count"] == 1


RENUMBERED = """
update meta.releases set vintage = 2024.1, release_id = release_id || '.1'
where source_id = 'dfe_children_in_need' and vintage = 2024;
update marts.fct_la_indicators set vintage = 2024.1, _release_id = _release_id || '.1'
where _release_id like '%cin%@2024';
update marts.fct_la_indicators_by_vintage set vintage = 2024.1, _release_id = _release_id || '.1'
where _release_id like '%cin%@2024';
update meta.revisions set from_vintage = 2024.1
from marts.dim_indicators as definitions
where revisions.indicator_id = definitions.indicator_id and source_id = 'dfe_children_in_need';
"""


def test_another_number_for_the_same_files_is_no_change(builds, tmp_path):
    renumbered = tmp_path / AFTER
    shutil.copyfile(builds[0], renumbered)
    with duckdb.connect(str(renumbered)) as connection:
        connection.execute(RENUMBERED)
    found = compare(builds[0], renumbered)
    assert not any(table.is_changed for table in found.tables)
    assert found.vintages.by_indicator == []
    assert found.sentences[0] == (
        "Nothing but the number of a release changed: Children in need 2024 is now numbered 2024.1, the same 7 files."
    )


@pytest.fixture(scope="module")
def without_2025(builds, tmp_path_factory):
    """A copy of the first build from before the release of children in need of 2025."""
    earlier = tmp_path_factory.mktemp("earlier") / BEFORE
    shutil.copyfile(builds[0], earlier)
    with duckdb.connect(str(earlier)) as connection:
        connection.execute("delete from meta.releases where source_id = 'dfe_children_in_need' and vintage = 2025")
    return earlier


def test_what_a_new_release_revised_of_the_one_before_is_listed_by_indicator(without_2025, builds, sample):
    found = compare(without_2025, builds[0])
    assert found.sentences[0] == "Children in need 2025 added (6 files)."
    expected = sample.execute(
        "select count(*) filter (column_name = 'count'), count(*) filter (column_name = 'published_value') "
        "from meta.revisions left join marts.dim_indicators using (indicator_id) "
        "where coalesce(source_id, 'dfe_children_in_need') = 'dfe_children_in_need'"
    ).fetchone()
    rows = found.vintages.by_indicator
    assert (sum(row["counts_revised"] for row in rows), sum(row["rates_revised"] for row in rows)) == expected
    assert {(row["from_vintage"], row["to_vintage"]) for row in rows} == {(2024, 2025)}
    assert found.vintages.largest[0]["area_name"]


def test_a_release_that_went_is_named_and_has_revised_nothing(without_2025, builds):
    found = compare(builds[0], without_2025)
    assert found.sentences[0] == "Children in need 2025 withdrawn."
    assert found.vintages.by_indicator == []
