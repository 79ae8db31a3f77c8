"""The ready queries: each says what it is for, and runs on the sample."""

import pytest

from ingestion.paths import REPOSITORY

QUERIES = sorted((REPOSITORY / "queries").glob("*.sql"))
MAY_FIND_NOTHING = {"models_that_could_not_be_fitted", "revised_counts", "beyond_the_funnel"}


def test_there_are_twenty_and_more():
    assert len(QUERIES) >= 20


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_query_says_its_purpose_and_finds_rows(sample, query):
    purpose, *_ = text = query.read_text(encoding="utf-8").splitlines()
    assert purpose.startswith("-- ")
    assert purpose.endswith(".")
    cursor = sample.cursor()
    cursor.execute("set variable la_code = 'E10000904'")
    found = cursor.execute("\n".join(text)).fetchall()
    assert found or query.stem in MAY_FIND_NOTHING


def test_a_rate_from_its_parts_is_the_rate(sample):
    text = (REPOSITORY / "queries" / "rate_from_its_parts.sql").read_text(encoding="utf-8")
    rows = sample.cursor().execute(text).df()
    assert rows["rate_per_10k"].tolist() == pytest.approx(rows["value"].tolist())


def test_no_cell_in_the_layout_of_open_data_files_is_blank(sample):
    text = (REPOSITORY / "queries" / "in_the_layout_of_open_data_files.sql").read_text(encoding="utf-8")
    cells = sample.cursor().execute(text).df()[["referral_count", "referral_rate_per_10000"]]
    assert cells.notna().all(axis=None)
    known = cells[~cells["referral_count"].isin(["c", "x", "z", "u", "low"])]
    assert len(known) > 100
    assert known["referral_count"].str.fullmatch(r"\d+").all()
