"""Generated documents: current, complete, and in step with what the database holds."""

import re

import pytest

from analysis import documents
from analysis.documents import declared, dictionary
from analysis.sentences.glossary import groups
from tests.conftest import run_module

SCHEMAS = ("marts", "results", "meta")


def names():
    return {f"{schema}.{table.name}": table for schema, held in declared.tables().items() for table in held}


def test_the_committed_documents_say_what_is_declared():
    assert list(documents.stale()) == []


def test_the_dictionary_has_every_table_of_the_database_and_its_columns(sample):
    rows = sample.execute(
        "select schema_name || '.' || table_name, list(column_name order by column_index),"
        " list(lower(data_type) order by column_index) from duckdb_columns()"
        " where list_contains($schemas, schema_name) group by all",
        {"schemas": SCHEMAS},
    ).fetchall()
    held = {
        name: ([column.name for column in table.columns], [column.type.replace(" ", "") for column in table.columns])
        for name, table in names().items()
    }
    assert held == {name: (columns, types) for name, columns, types in rows}


def test_the_texts_of_the_dictionary_are_the_comments_of_the_database(sample):
    rows = sample.execute(
        "select schema_name || '.' || table_name, column_name, trim(comment) from duckdb_columns()"
        " where list_contains($schemas, schema_name)",
        {"schemas": SCHEMAS},
    ).fetchall()
    texts = {(name, column.name): column.description for name, table in names().items() for column in table.columns}
    said = {(name, column): " ".join((comment or "").split()) for name, column, comment in rows}
    assert said == texts


def test_every_table_says_what_one_row_is_and_warns_in_words():
    assert [name for name, table in names().items() if "One row per" not in table.description] == []
    used = {warning for table in names().values() for warning in table.warnings}
    assert used == set(dictionary.WARNINGS)


def test_the_contents_lead_to_headings():
    page = dictionary.page()
    headings = {dictionary._anchor(heading) for heading in re.findall(r"^###? (.+)$", page, flags=re.MULTILINE)}
    linked = re.findall(r"^ *- \[.+\]\(#(.+)\)$", page, flags=re.MULTILINE)
    assert len(linked) == len(set(linked))
    assert set(linked) == headings


def test_every_indicator_is_listed_once_with_what_it_is():
    rows = declared.indicators()
    listed = re.findall(r"^\| `(\w+)` \| .+ \| .+ \| .* \| .* \| `\w+` \| .* \|$", dictionary.page(), re.MULTILINE)
    assert sorted(listed) == sorted(row["indicator_id"] for row in rows)


def test_a_mark_of_tables_or_of_html_in_a_text_stays_a_text():
    assert dictionary._row("extract_<name>", "a|b") == "| extract_&lt;name> | a\\|b |"


@pytest.mark.parametrize("term", ["UASC", "MAIHDA", "within-between", "curvature protocol", "funnel", "Byar interval",
                                  "concentration index", "statistical neighbours", "denominator", "episode of need",
                                  "inverse intervention effect", "between local authorities"])  # fmt: skip
def test_the_glossary_explains_the_words_that_pages_use(term):
    assert [term for terms in groups().values() if term in terms] == [term]
    assert f"| {term} | " in documents.DOCUMENTS["glossary.md"]()


def test_no_term_of_the_glossary_is_explained_twice():
    terms = [term for group in groups().values() for term in group]
    assert len(terms) == len(set(terms))


def test_a_document_that_was_edited_by_hand_is_found_and_mended(monkeypatch, tmp_path):
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("analysis.documents.REPOSITORY", tmp_path)
    monkeypatch.setattr("analysis.__main__.REPOSITORY", tmp_path)
    assert run_module("analysis", "documents", "--write", data=tmp_path).returncode == 0
    glossary = tmp_path / "docs" / "glossary.md"
    glossary.write_text(glossary.read_text() + "by hand\n")
    checked = run_module("analysis", "documents", "--check", data=tmp_path)
    assert checked.returncode == 1
    assert "docs/glossary.md differ" in checked.stderr
    assert "rewrote docs/glossary.md" in run_module("analysis", "documents", "--write", data=tmp_path).stdout
    assert "by hand" not in glossary.read_text()
