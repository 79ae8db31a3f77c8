"""The commands about builds, as a person types them, on a copy of the published sample."""

import json
import shutil
from html import escape
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from ingestion.__main__ import app
from ingestion.builds import build_id, published_builds
from ingestion.paths import DataTree
from ingestion.publish import hold, publish, sole_writer

REASON = "report read, revised cells agree with the note"


@pytest.fixture
def data(sample_tree, tmp_path):
    """A data directory with one published build and one that is held, both copies of the sample."""
    tree = DataTree(tmp_path / "sample")
    tree.builds.mkdir(parents=True)
    for moment, put_out in (("20260101T000000000000Z", publish), ("20260202T000000000000Z", hold)):
        building = tree.builds / f".{moment}.building.duckdb"
        shutil.copyfile(sample_tree.current.resolve(), building)
        put_out(tree, building)
    return tmp_path


@pytest.fixture
def said(data, monkeypatch):
    """What a command answers in JSON, on that data directory."""
    monkeypatch.setenv("CSC_DATA_DIR", str(data))

    def said(*arguments, exit_code=0):
        ran = CliRunner().invoke(app, [*arguments, "--sample", "--json"])
        assert ran.exit_code == exit_code, ran.output
        return json.loads(ran.stdout)

    return said


def test_a_held_build_is_compared_signed_published_and_taken_back(data, said):
    tree = DataTree(data / "sample")
    first = tree.current.resolve()
    report = said("diff")
    assert (report["build_before"], report["build_after"]) == ("20260101T000000000000Z", "20260202T000000000000Z")
    assert report["sentence"].startswith("No release, figure or finding changed. ")
    assert "Nobody has signed off" in said("publish", exit_code=1)["error"]
    assert said("sign-off", "--name", "Ann", "--reason", REASON)["build_id"] == "20260202T000000000000Z"
    assert said("publish")["warehouse"] == str(tree.current.resolve())
    assert build_id(tree.current.resolve()) == "20260202T000000000000Z"
    assert said("rollback")["warehouse"] == str(first)
    assert [entry["action"] for entry in said("qa-log")] == ["signed off", "published", "rolled back"]


def test_a_report_is_a_page_and_a_file_that_say_the_same(data, said):
    report = said("diff")
    page = Path(report["page"])
    written = json.loads((page.parent / "changes.json").read_text(encoding="utf-8"))
    assert written["sentences"] == report["sentences"]
    assert all(escape(sentence) in page.read_text(encoding="utf-8") for sentence in report["sentences"])


def test_a_reader_of_the_old_build_is_not_disturbed_and_sees_the_new_one_on_its_next_open(data):
    tree = DataTree(data / "sample")
    counted = "select count(*) from marts.fct_la_indicators"
    with duckdb.connect(str(tree.current.resolve()), read_only=True) as reader:
        before = reader.execute(counted).fetchone()
        publish(tree, tree.builds / "held-20260202T000000000000Z.duckdb")
        assert reader.execute(counted).fetchone() == before
    with duckdb.connect(str(tree.current.resolve()), read_only=True) as reader:
        assert reader.execute(counted).fetchone() == before
        (database,) = reader.execute("select current_database()").fetchone()
    assert database == "20260202T000000000000Z"


def test_a_second_writer_says_so_and_stops(data, said):
    tree = DataTree(data / "sample")
    with sole_writer(tree):
        for command in (("refresh",), ("sign-off", "--name", "Ann", "--reason", REASON), ("rollback",)):
            assert "Another refresh is writing" in said(*command, exit_code=1)["error"]
    assert len(published_builds(tree)) == 1


def test_an_export_lies_under_the_id_of_its_build(data, said):
    counts = said("export")
    assert counts["folder"] == str(data / "sample" / "exports" / "20260101T000000000000Z")
    assert counts["tables"] > 10
