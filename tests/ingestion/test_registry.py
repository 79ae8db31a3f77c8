import re
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.paths import SOURCES
from ingestion.problems import DataProblem
from ingestion.registry import Table, load_source, load_sources, release_id
from ingestion.sql import quoted

DECLARATION = """
id: dfe_visits
title: Visits
publisher: Department for Education
landing_page: https://example.org/visits
licence: OGL-UK-3.0
cadence: yearly
parser: csv
tables:
  - name: dfe__visits
    description: Visits in the year.
    rows: {min: 1, max: 10}
    columns:
      la_code: {role: key}
      age_group: {role: filter}
      la_name: {role: label}
      visits_count:
releases:
  - vintage: 2025
    published_on: 2025-10-30
    url: https://example.org/visits.csv
    members:
      dfe__visits: {file: visits.csv, sha256: unpinned}
"""


@pytest.fixture
def declare(tmp_path):
    """Writes the declaration with one passage changed, and says where."""

    def write(was: str = "", now: str = "", name: str = "dfe_visits.yml") -> Path:
        assert was in DECLARATION
        path = tmp_path / name
        path.write_text(DECLARATION.replace(was, now, 1), encoding="utf-8")
        return path

    return write


def table(**columns: dict[str, object]) -> Table:
    return Table.model_validate(
        {"name": "dfe__visits", "description": "Visits.", "rows": {"min": 1, "max": 10}, "columns": columns}
    )


def test_every_committed_declaration_loads():
    assert {source.id for source in load_sources()} == {path.stem for path in SOURCES.glob("*.yml")}


def test_every_committed_table_has_a_grain():
    assert [table.name for source in load_sources() for table in source.tables if not table.grain] == []


def test_every_committed_pattern_is_a_regular_expression():
    columns = [column for source in load_sources() for table in source.tables for column in table.columns.values()]
    assert all(re.compile(column.pattern) for column in columns if column.pattern)


def test_every_committed_public_release_has_an_address_or_a_note_that_says_why_not():
    releases = [release for source in load_sources() if source.scope == "public" for release in source.releases]
    assert [release for release in releases if not release.url and not release.note] == []


def test_a_declaration_gives_its_source_release_and_member(declare):
    source = load_source(declare())
    assert (source.id, source.releases[0].vintage, source.releases[0].fetch) == ("dfe_visits", 2025, "file")
    assert source.releases[0].members["dfe__visits"].file == "visits.csv"


def test_grain_follows_from_roles(declare):
    assert load_source(declare()).table("dfe__visits").grain == ["la_code", "age_group"]


def test_a_column_with_nothing_said_of_it_is_a_measure(declare):
    assert load_source(declare()).table("dfe__visits").named("measure") == ["visits_count"]


def test_the_columns_and_markers_of_the_layout_are_shared_by_its_tables(declare):
    source = load_source(declare("parser: csv", "parser: csv\nlayout: ees"))
    columns = list(source.table("dfe__visits").columns)
    assert (columns[0], columns[-1]) == ("time_period", "visits_count")
    assert source.shared.markers["c"] == "suppressed"


def test_a_header_is_the_name_of_the_column_unless_said_otherwise():
    assert table(visits_count={}, la_code={"header": "LA code"}).headers(2025) == {
        "visits_count": "visits_count",
        "la_code": "LA code",
    }


def test_a_header_is_what_it_was_in_its_vintage():
    columns = table(visits={"header": "Visits", "was": {2023: "Calls", "<=2022": "Trips", ">=2030": "Meetings"}})
    headers = {vintage: columns.headers(vintage)["visits"] for vintage in (2021, 2022, 2023, 2024, 2030, 2031)}
    assert headers == {
        2021: "Trips",
        2022: "Trips",
        2023: "Calls",
        2024: "Visits",
        2030: "Meetings",
        2031: "Meetings",
    }


def test_two_issues_of_a_year_may_have_different_headers():
    columns = table(visits={"was": {2025.1: "Calls", ">=2025": "Trips"}})
    headers = [columns.headers(Decimal(vintage))["visits"] for vintage in ("2024", "2025.1", "2025.2", "2026")]
    assert headers == ["visits", "Calls", "Trips", "Trips"]


@pytest.mark.parametrize(
    ("only", "vintages"),
    [
        ("2024", [2024]),
        ("<=2024", [2023, 2024]),
        (">=2024", [2024, 2025]),
        (["<=2023", 2025], [2023, 2025]),
    ],
)
def test_a_column_is_left_out_of_the_vintages_it_is_not_in(only, vintages):
    columns = table(la_code={}, rate={"only": only})
    assert [vintage for vintage in (2023, 2024, 2025) if "rate" in columns.headers(vintage)] == vintages


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("cadence: yearly", "cadence: yearly\nfrequency: often", "frequency ('often'): Extra inputs"),
        ("cadence: yearly", "cadence: hourly", "cadence ('hourly'): Input should be 'yearly'"),
        ("title: Visits\n", "", "title: Field required"),
        ("{role: label}", "{role: label, colour: red}", "columns.la_name.colour ('red'): Extra inputs"),
        ("      visits_count:\n", "      visits_count: {only: recently}\n", "only.0 ('recently'): String should match"),
        ("sha256: unpinned", "sha256: 0a1b2c", "releases.0.members.dfe__visits.sha256 ('0a1b2c'): String should match"),
        ("sha256: unpinned", "sha256: unpinned, header_row: 0", "header_row (0): Input should be greater"),
        ("      dfe__visits: {file", "      dfe__calls: {file", "members for undeclared tables ['dfe__calls']"),
        (
            "      dfe__visits: {file",
            "      # dfe__visits: {file",
            "releases.0.members (None): no file is declared: take the",
        ),
    ],
)
def test_a_faulty_declaration_is_refused_with_its_file_and_the_place(declare, was, now, said):
    with pytest.raises(DataProblem, match=re.escape(said)) as refused:
        load_source(declare(was, now))
    assert str(refused.value).startswith("dfe_visits.yml is not a valid declaration. Correct ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("day", "is_one"), [("10-30", True), ("02-28", True), ("02-30", False), ("13-01", False)])
def test_a_day_to_expect_a_release_on_is_one_of_every_year(declare, day, is_one):
    path = declare("cadence: yearly", f'cadence: yearly\nexpected: {{day: "{day}"}}')
    if is_one:
        assert load_source(path).expected.day == day
    else:
        with pytest.raises(DataProblem, match=rf"expected\.day \('{day}'\)"):
            load_source(path)


def test_two_releases_of_one_vintage_with_the_same_table_are_refused(declare):
    release = DECLARATION[DECLARATION.index("  - vintage") :]
    with pytest.raises(DataProblem, match=r"the whole file: two releases of one vintage hold the same table"):
        load_source(declare(release, release + release))


TWO_TABLES = """tables:
  - name: dfe__calls
    description: Calls in the year.
    rows: {min: 1, max: 10}
    columns: {la_code: {role: key}, calls}
"""
HASH = "0a" * 32


@pytest.mark.parametrize(
    ("visits", "calls"),
    [
        ("{file: visits.csv, sha256: unpinned}", "{file: Visits.csv, sha256: unpinned}"),
        (f"{{file: visits.csv, sha256: {HASH}}}", f"{{file: calls.csv, sha256: {HASH}}}"),
        ("{file: a.csv, mirror: x.csv, sha256: unpinned}", "{file: b.csv, mirror: x.csv, sha256: unpinned}"),
        ("{file: a.xlsx, sheet: One, sha256: unpinned}", "{file: a.xlsx, sheet: One, sha256: unpinned}"),
    ],
)
def test_one_file_in_two_tables_is_refused_with_both_and_what_to_do(declare, visits, calls):
    path = declare("tables:\n", TWO_TABLES)
    text = path.read_text().replace("{file: visits.csv, sha256: unpinned}", f"{visits}\n      dfe__calls: {calls}")
    path.write_text(text)
    with pytest.raises(DataProblem, match=r"gives dfe__visits and dfe__calls the same file") as refused:
        load_source(path)
    assert "take the entry of the table that the file does not belong to out of `members:`" in str(refused.value)
    assert "write `shares_file_with: [dfe__visits]` under dfe__calls" in str(refused.value)


@pytest.mark.parametrize(
    ("shares", "visits", "calls"),
    [
        ("    shares_file_with: [dfe__visits]\n", "file: visits.csv", "file: visits.csv"),
        ("", "file: a.xlsx, sheet: One", "file: a.xlsx, sheet: Two"),
    ],
)
def test_tables_that_say_so_share_a_file_and_sheets_are_files_of_their_own(declare, shares, visits, calls):
    path = declare("tables:\n", TWO_TABLES + shares)
    members = f"{{{visits}, sha256: unpinned}}\n      dfe__calls: {{{calls}, sha256: unpinned}}"
    path.write_text(path.read_text().replace("{file: visits.csv, sha256: unpinned}", members))
    assert set(load_source(path).releases[0].members) == {"dfe__visits", "dfe__calls"}


def test_an_id_that_differs_from_the_name_of_the_file_is_refused(declare):
    with pytest.raises(DataProblem, match=r"visits\.yml declares id 'dfe_visits': name the file dfe_visits\.yml"):
        load_source(declare(name="visits.yml"))


def test_two_sources_with_one_table_are_refused_by_both_names(declare, tmp_path):
    declare()
    declare("id: dfe_visits", "id: dfe_calls", name="dfe_calls.yml")
    with pytest.raises(DataProblem, match=r"dfe__visits by dfe_calls\.yml and dfe_visits\.yml.+ rename one of them"):
        load_sources(tmp_path)


@pytest.mark.parametrize("content", [b"id: [dfe_visits", b"title: caf\xe9", b"", b"- a list"])
def test_a_file_that_is_no_declaration_at_all_is_refused_by_name(tmp_path, content):
    path = tmp_path / "dfe_visits.yml"
    path.write_bytes(content)
    with pytest.raises(DataProblem, match=r"^dfe_visits\.yml [^\n]+$"):
        load_source(path)


def test_a_layout_that_does_not_exist_is_refused_by_name(declare):
    with pytest.raises(DataProblem, match=r"^papyrus\.yml cannot be read"):
        load_source(declare("parser: csv", "parser: csv\nlayout: papyrus"))


def test_a_release_id_names_table_and_vintage():
    assert release_id("dfe__visits", 2025) == "dfe__visits@2025"


def test_a_quoted_name_cannot_end_its_quotes():
    assert quoted('1-10_days" or 1') == '"1-10_days"" or 1"'
