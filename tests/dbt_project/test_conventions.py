"""Every model says what it is, states its grain and keeps the vocabulary of column names."""

import json

import pytest

from ingestion.paths import DBT_PROJECT

PROMISES = {
    "_count": {"integer", "bigint"},
    "_pct": {"double"},
    "_pp": {"double"},
    "_score": {"double"},
    "_rank": {"integer"},
    "_decile": {"integer"},
    "_status": {"varchar"},
    "_code": {"varchar"},
    "_name": {"varchar"},
    "_id": {"varchar"},
    "_date": {"date"},
    "_bound": {"bigint"},
    "_edition": {"integer"},
    "_year": {"integer"},
}


@pytest.fixture(scope="module")
def manifest(sample_tree):
    return json.loads((sample_tree.dbt / "target" / "manifest.json").read_text())


@pytest.fixture(scope="module")
def models(manifest):
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def public(models):
    return {name: node for name, node in models.items() if node["schema"] in {"marts", "meta"}}


def test_there_is_a_model_for_every_sql_file(models):
    assert set(models) == {path.stem for path in (DBT_PROJECT / "models").rglob("*.sql")}


def test_every_model_says_what_one_row_is(models):
    assert [name for name, node in models.items() if "One row per" not in " ".join(node["description"].split())] == []


def test_every_model_has_a_test_of_its_grain(models, manifest):
    tested = {
        node["attached_node"].split(".")[-1]: node["test_metadata"]["kwargs"]["columns"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") == "unique_grain"
        and node["attached_node"].startswith("model.")
    }
    assert tested == {name: node["config"]["meta"]["grain"] for name, node in models.items()}


def test_every_public_model_has_an_enforced_contract(models):
    assert [name for name, node in public(models).items() if not node["config"]["contract"]["enforced"]] == []


def test_every_public_column_is_described(models):
    columns = [(name, column) for name, node in public(models).items() for column in node["columns"].values()]
    assert [(name, column["name"]) for name, column in columns if not column["description"]] == []


def test_the_ending_of_a_column_name_is_a_promise_of_its_type(models):
    broken = [
        (name, column["name"], column["data_type"])
        for name, node in public(models).items()
        for column in node["columns"].values()
        for ending, types in PROMISES.items()
        if column["name"].endswith(ending) and column["data_type"] not in types
    ]
    assert broken == []


def test_flags_are_never_null(models):
    flags = [
        (name, column["name"], column["constraints"])
        for name, node in public(models).items()
        for column in node["columns"].values()
        if column["name"].startswith(("is_", "has_"))
    ]
    assert flags
    assert [(name, flag) for name, flag, constraints in flags if {"type": "not_null"} not in kinds(constraints)] == []


def kinds(constraints):
    return [{"type": constraint["type"]} for constraint in constraints]


def test_sources_are_read_in_staging_only(models):
    beyond = [
        name
        for name, node in models.items()
        if node["schema"] != "staging" and any(parent.startswith("source.") for parent in node["depends_on"]["nodes"])
    ]
    assert beyond == []


def test_no_measure_is_turned_from_missing_into_zero():
    offenders = [
        path.name
        for path in (DBT_PROJECT / "models").rglob("*.sql")
        for line in path.read_text().splitlines()
        if "coalesce(" in line and ", 0)" in line and "sum(" not in line
    ]
    assert offenders == []


def test_every_column_vintage_stays_out_of_names(models):
    names = {column for node in public(models).values() for column in node["columns"]}
    assert [name for name in names if any(year in name for year in ("2011", "2019", "2021", "2025"))] == []
