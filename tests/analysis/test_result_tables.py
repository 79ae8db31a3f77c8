"""The tables of results: described, keyed, and emptied no further than asked."""

import duckdb
import pandas as pd
import pytest

from analysis import writing
from analysis.result_tables import COLUMNS, TABLES, TOPICS
from analysis.studies import BY_NAME, STUDIES


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(writing.RESULTS)
        yield connection


def test_every_column_is_used_and_described_in_the_database(connection):
    assert set(COLUMNS) == {column for table in TABLES.values() for column in table.columns}
    bare = connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'results' and comment is null"
    ).fetchall()
    assert bare == []


def test_every_table_says_what_one_row_is(connection):
    texts = connection.execute("select comment from duckdb_tables() where schema_name = 'results'").fetchall()
    assert len(texts) == len(TABLES)
    assert all("One row per" in text for (text,) in texts)


def test_a_key_is_part_of_the_columns():
    assert [name for name, table in TABLES.items() if not set(table.key) <= set(table.columns)] == []


def refused(study, dataset_id="sample"):
    row = {"dataset_id": dataset_id, "level": "neighbourhood", "indicator_id": "referrals", "financial_year_end": 2025,
           "exposure": "income_deprivation_2019", "study": study, "reason": "no area has an event"}  # fmt: skip
    return pd.DataFrame([row])


def test_one_study_is_taken_out_and_the_others_stay(connection):
    for study in ("nb2", "curvature"):
        writing.write(connection, {"not_fitted": refused(study)})
    writing.clear(connection, BY_NAME["curvature"])
    assert connection.execute("select study from results.not_fitted").fetchall() == [("nb2",)]
    writing.clear(connection, None)
    assert connection.execute("select count(*) from results.not_fitted").fetchone() == (0,)


@pytest.mark.parametrize(
    ("only", "kept"),
    [(None, [("sample", "curvature"), ("sample", "nb2")]),
     ("nb2", [("benchmark_a", "curvature"), ("sample", "curvature"), ("sample", "nb2")])],
)  # fmt: skip
def test_one_data_set_is_taken_out_of_all_studies_or_of_one(connection, only, kept):
    for study in ("nb2", "curvature"):
        for dataset_id in ("sample", "benchmark_a"):
            writing.write(connection, {"not_fitted": refused(study, dataset_id)})
    writing.clear(connection, only and BY_NAME[only], ["benchmark_a"])
    assert connection.execute("select dataset_id, study from results.not_fitted order by all").fetchall() == kept


def test_a_table_that_a_build_lacks_is_made_and_the_others_stay(connection):
    writing.write(connection, {"not_fitted": refused("nb2")})
    connection.execute("drop table results.outcomes")
    writing.clear(connection, wanted=["benchmark_a"])
    assert connection.execute("select count(*) from results.outcomes").fetchone() == (0,)
    assert connection.execute("select count(*) from results.not_fitted").fetchone() == (1,)


def test_every_row_of_results_but_a_claim_says_of_which_data_set_it_is():
    assert set(TABLES) - set(writing.OF_DATA_SETS) == {"claims"}


def test_a_build_without_results_gets_its_tables_for_one_study_too():
    with duckdb.connect() as connection:
        writing.clear(connection, BY_NAME["curvature"])
        assert connection.execute("select count(*) from results.curvature_verdicts").fetchone() == (0,)


def test_a_shared_column_is_declared_once():
    declared = [name for topic in TOPICS for name in topic.COLUMNS]
    assert len(declared) == len(set(declared))


def test_each_table_is_filled_by_one_study_and_gradients_by_many():
    owned = [table for study in STUDIES for table in study.tables]
    assert sorted([*owned, "gradients", "not_fitted", "claims"]) == sorted(TABLES)
