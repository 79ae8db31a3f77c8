"""The change report: a known change in, the same change out."""

import json
import shutil
from html.parser import HTMLParser

import duckdb
import pytest

from ingestion.changes.page import html_of
from ingestion.changes.report import compare
from ingestion.problems import DataProblem

BEFORE, AFTER = "20250101T000000000000Z.duckdb", "20260101T000000000000Z.duckdb"

CHANGES = """
update marts.fct_la_indicators set count = count + 1, _release_id = 'other@2026'
where la_code = (select min(la_code) from marts.fct_la_indicators where count_status = 'observed')
    and indicator_id = 'cla_at_31_march' and financial_year_end = 2025;
update marts.fct_la_indicators set value = value * (1 + 1e-13);
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
    assert (same.revised, same.codes, same.markers, same.files) == ([], [], [], [])
    assert {finding.verdict for finding in same.same_year} == {"unchanged"}
    assert same.sentence.startswith("None of the ")


def test_every_mart_is_compared_by_the_key_that_dbt_states(changes):
    marts = [table for table in changes.tables if table.name.startswith("marts.")]
    assert len(marts) >= 10
    assert all(table.rows_added is not None for table in marts)


def test_a_revised_cell_is_listed_with_its_key_before_and_after(changes):
    (revised,) = [cells for cells in changes.revised if cells.table == "marts.fct_la_indicators"]
    (cell,) = revised.cells
    assert (revised.column, revised.cells_count) == ("count", 1)
    assert (cell["indicator_id"], cell["financial_year_end"]) == ("cla_at_31_march", 2025)
    assert cell["after"] == cell["before"] + 1


def test_noise_in_the_last_digits_and_lineage_are_no_revision(changes):
    assert table_of(changes, "marts.fct_la_indicators").revised == {"count": 1}


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
    told = {moved.what: moved.added for moved in changes.files}
    assert told["files with other content"] == ["dfe__cin_b1_episodes@2025"]
    assert told["provisional or final"] == ["dfe__cin_b1_episodes@2025: final -> provisional"]
    assert told["still provisional"] == ["dfe__cin_b1_episodes@2025"]


def test_the_headline_finding_that_changed_is_the_one_that_did(changes):
    (changed,) = [finding for finding in changes.headlines if finding.verdict == "changed"]
    assert changed.label.startswith("Child protection plans")
    assert changed.exposure == "income_deprivation_2025"
    assert changed.after.score == pytest.approx(3 * changed.before.score)
    said = (
        f"1 of the {len(changes.headlines)} headline findings changed: {changed.label} by income deprivation 2025, from"
    )
    assert changes.sentence.startswith(said)


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
    assert text.index(changes.sentence) < text.index("<table>")
    assert "SYNTHETIC SAMPLE" in text
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert not {name for name, _ in page.attributes} & {"src", "href", "onload"}


def test_years_are_shown_as_years(changes):
    assert "2,025" not in html_of(changes)


def test_text_of_a_build_is_shown_and_never_run(changes):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_of(changes)


def test_the_same_report_is_there_for_machines(changes):
    said = json.loads(json.dumps(changes.as_json(), default=str))
    assert said["sentence"] == changes.sentence
    assert said["rule"].startswith("A finding is the rate ratio")
    assert {"tables", "revised", "codes", "markers", "files", "headlines", "same_year"} <= set(said)


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
    assert table_of(compare(old, builds[1]), "marts.fct_la_indicators").revised == {"count": 1}
