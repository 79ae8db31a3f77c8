"""An export is the mart, row for row, and says what it is."""

import csv
import json
import shutil

import duckdb
import pytest
from frictionless import Package

from ingestion.export.package import export
from ingestion.paths import DataTree
from ingestion.problems import DataProblem

NAMES = ["=1+1", "+44", "-9", "@SUM(A1)", "\tx", "\r=1", "'=1", "''-1", "O'Hara", "a=b", "", None]


@pytest.fixture(scope="module")
def exported(sample_tree, tmp_path_factory):
    """The folder and descriptor of the published sample, exported to a tree of its own."""
    tree = DataTree(tmp_path_factory.mktemp("export"))
    tree.builds.mkdir(parents=True)
    build = tree.builds / sample_tree.current.resolve().name
    shutil.copyfile(sample_tree.current.resolve(), build)
    return export(tree, build)


@pytest.fixture(scope="module")
def resources(exported):
    return {resource["title"]: resource for resource in exported[1]["resources"]}


def test_every_mart_and_result_is_there_as_csv_and_parquet(exported, sample):
    folder, descriptor = exported
    tables = sample.execute(
        "select schema_name, table_name from duckdb_tables() where schema_name in ('marts', 'results')"
    ).fetchall()
    for schema, table in tables:
        assert (folder / schema / f"{table}.csv").is_file()
        assert (folder / schema / f"{table}.parquet").is_file()
    assert len(descriptor["resources"]) == len(tables)


def test_both_forms_equal_the_mart_row_for_row(exported, sample, resources):
    folder = exported[0]
    for resource in resources.values():
        path = folder / resource["path"]
        table = f"{path.parent.name}.{path.stem}"
        columns = sample.execute(f"select * from {table} limit 0").description  # noqa: S608
        names = ", ".join(f'"{column[0]}"' for column in columns)
        types = {column[0]: str(column[1]) for column in columns}
        csv_file, parquet = f"read_csv('{path}', types = {types})", f"'{path.with_suffix('.parquet')}'"
        mart, as_csv, as_parquet = (
            sample.execute(f"select count(*), sum(hash({names})) from {rows}").fetchone()  # noqa: S608
            for rows in (table, csv_file, parquet)
        )
        assert mart[0] == resource["rows_count"]
        assert mart == as_csv == as_parquet, table


def test_frictionless_finds_no_fault(exported):
    report = Package(str(exported[0] / "datapackage.json")).validate()
    assert report.valid, report.flatten(["path", "rowNumber", "type", "message"])[:5]


def test_it_carries_build_licence_release_ids_and_hashes(exported, resources, sample_tree):
    descriptor = exported[1]
    assert descriptor["version"] == sample_tree.current.resolve().stem == exported[0].name
    assert descriptor["licenses"] == [{"name": "MIT"}]
    known = {release["release_id"] for release in descriptor["releases"]}
    assert all(set(resource["release_ids"]) <= known for resource in resources.values())
    assert resources["fct_la_indicators"]["release_ids"]
    assert all(resource["hash"].startswith("sha256:") for resource in resources.values())


def test_synthetic_figures_say_so_in_every_row_and_in_the_package(exported, resources, sample):
    folder, descriptor = exported
    assert descriptor["is_synthetic"] is True
    assert "SYNTHETIC SAMPLE" in descriptor["description"]
    for resource in resources.values():
        said = sample.execute(
            f"select count(*) filter (not is_synthetic) from read_parquet('{folder / resource['parquet']['path']}')"  # noqa: S608
        ).fetchone()
        assert said == (0,)


@pytest.fixture(scope="module")
def awkward(sample_tree, tmp_path_factory):
    """An export of a build whose names would be formulas in a spreadsheet."""
    tree = DataTree(tmp_path_factory.mktemp("awkward"))
    tree.builds.mkdir(parents=True)
    build = tree.builds / "20260101T000000000000Z.duckdb"
    shutil.copyfile(sample_tree.current.resolve(), build)
    with duckdb.connect(str(build)) as connection:
        connection.execute("create table marts.names (place integer primary key, name varchar)")
        connection.executemany("insert into marts.names values (?, ?)", list(enumerate(NAMES)))
        connection.execute("insert into meta.grains values ('marts', 'names', 1, 'place')")
    return export(tree, build)[0]


def test_the_same_tables_are_the_same_bytes_under_another_build_id(exported, awkward):
    folder, descriptor = exported
    other = json.loads((awkward / "datapackage.json").read_text(encoding="utf-8"))
    others = {resource["name"]: resource for resource in other["resources"]}
    for resource in descriptor["resources"]:
        assert resource == others[resource["name"]]
        for path in (resource["path"], resource["parquet"]["path"]):
            assert (folder / path).read_bytes() == (awkward / path).read_bytes(), path
    differing = {name for name in descriptor if descriptor[name] != other[name]}
    allowed = {name.split(".")[0] for name in descriptor["reproducibility"]["may_differ"]["datapackage.json"]}
    assert differing <= {*allowed, "resources"}
    assert "version" in differing


def test_no_text_of_a_csv_is_run_by_a_spreadsheet(awkward):
    with (awkward / "marts" / "names.csv").open(newline="") as file:
        texts = [row["name"] for row in csv.DictReader(file)]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert texts[8:10] == ["O'Hara", "a=b"]


def test_what_was_guarded_can_be_had_back(awkward):
    with (awkward / "marts" / "names.csv").open(newline="") as file:
        texts = [row["name"] for row in csv.DictReader(file)]
    back = [text[1:] if text.lstrip("'")[:1] in set("=+-@\t\r") - {""} and text[:1] == "'" else text for text in texts]
    assert back[:10] == NAMES[:10]


def test_the_parquet_holds_the_text_itself(awkward, sample):
    rows = sample.execute(f"select name from '{awkward / 'marts' / 'names.parquet'}' order by place").fetchall()  # noqa: S608
    assert [name for (name,) in rows] == NAMES


def test_an_authoritys_own_record_is_never_exported(sample_build, tmp_path):
    tree = DataTree(tmp_path / "tree")
    tree.builds.mkdir(parents=True)
    with duckdb.connect(str(sample_build)) as connection:
        connection.execute("insert into meta.datasets values ('extract_ourtown', false, '{}')")
    build = sample_build.rename(tree.builds / "20260101T000000000000Z.duckdb")
    with pytest.raises(DataProblem, match="extract_ourtown"):
        export(tree, build)
    assert list(tree.exports.iterdir()) == []


def test_only_builds_are_exported(tmp_path):
    with pytest.raises(DataProblem, match="nothing else is ever exported"):
        export(DataTree(tmp_path / "tree"), tmp_path / "private" / "20260101T000000000000Z.duckdb")


def test_an_export_is_whole_or_not_there(tmp_path):
    tree = DataTree(tmp_path)
    tree.builds.mkdir(parents=True)
    build = tree.builds / "20260101T000000000000Z.duckdb"
    build.write_text("no warehouse")
    with pytest.raises(DataProblem, match="not a finished build"):
        export(tree, build)
    assert list(tree.exports.iterdir()) == []


def test_the_descriptor_on_disk_is_the_one_returned(exported):
    assert json.loads((exported[0] / "datapackage.json").read_text()) == exported[1]
