"""The tables of results: described, keyed, and emptied no further than asked."""

import duckdb
import pandas as pd
import pytest

from analysis import warehouse
from analysis.result_tables import COLUMNS, TABLES


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(warehouse.RESULTS)
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


def refused(model):
    row = {"dataset_id": "sample", "level": "neighbourhood", "indicator_id": "referrals", "financial_year_end": 2025,
           "exposure": "income_deprivation_2019", "model": model, "reason": "no area has an event"}  # fmt: skip
    return pd.DataFrame([row])


def test_one_model_is_taken_out_and_the_others_stay(connection):
    for model in ("nb2", "curvature"):
        warehouse.write(connection, "not_fitted", refused(model))
    warehouse.clear(connection, "curvature")
    assert connection.execute("select model from results.not_fitted").fetchall() == [("nb2",)]
    warehouse.clear(connection, None)
    assert connection.execute("select count(*) from results.not_fitted").fetchone() == (0,)


def test_a_build_without_results_gets_its_tables_for_one_model_too():
    with duckdb.connect() as connection:
        warehouse.clear(connection, "curvature")
        assert connection.execute("select count(*) from results.curvature_verdicts").fetchone() == (0,)
