"""The study end to end: from a build's tables to rows that fit the tables of results."""

import pandas as pd
import pytest

from analysis import writing
from analysis.demand import classes, study
from analysis.evidence import Evidence
from analysis.run import planned, results_of
from tests.analysis.unit_records import build_of


@pytest.fixture(scope="module")
def connection(rows):
    patterns = rows.groupby(["area_code", "pattern"]).size().rename("assessments_count").reset_index()
    lost = pd.DataFrame({"area_code": [None], "pattern": ["not_recorded"], "assessments_count": [7]})
    stored = pd.concat([patterns, lost]).rename(columns={"area_code": "lsoa_code"})
    areas = rows[["area_code", "la_code", "exposure_pct"]].drop_duplicates()
    return build_of(areas, int_csc_factor_patterns=stored.assign(plan_category="no_plan", financial_year_end=2019))


@pytest.fixture
def results(connection, monkeypatch):
    monkeypatch.setattr(classes, "MOST_CLASSES", 2)
    return results_of(planned([study.DEMAND], Evidence(connection)))


def test_each_table_is_filled_and_what_is_left_out_counted(connection, results):
    assert set(results) == set(study.DEMAND.tables)
    assert set(results["demand_classes"]["excluded_count"]) == {7}
    assert set(results["demand_class_gradients"]["excluded_count"]) == {7}
    assert set(results["demand_classes"]["release_ids"]) == {"indices@2019"}
    writing.write(connection, results)
    (written,) = connection.execute("select count(*) from results.demand_class_profiles").fetchone()
    assert written == len(results["demand_class_profiles"])


def test_without_assessments_every_part_says_so(connection):
    connection.execute("create or replace temp table kept as select * from intermediate.int_csc_factor_patterns")
    connection.execute("delete from intermediate.int_csc_factor_patterns")
    results = results_of(planned([study.DEMAND], Evidence(connection)))
    connection.execute("insert into intermediate.int_csc_factor_patterns select * from kept")
    assert set(results) == {"not_fitted"}
    assert results["not_fitted"]["reason"].tolist() == [study.NO_ASSESSMENT] * 4
