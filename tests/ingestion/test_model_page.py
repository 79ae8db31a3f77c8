"""The dbt project as one page: of the published build, which is not touched."""

import subprocess

import duckdb
import pytest

from ingestion import model_page
from ingestion.paths import DataTree
from ingestion.problems import DataProblem


@pytest.fixture
def asked(monkeypatch):
    """What dbt was asked, and the tables it then saw; it answers with a page."""
    calls = []

    def answer(*arguments, database, target, logs):
        with duckdb.connect(str(database)) as connection:
            seen = connection.execute("select table_name, comment, estimated_size from duckdb_tables()").fetchall()
        calls.append((arguments, seen))
        target.mkdir(exist_ok=True)
        (target / "static_index.html").write_text("<title>models</title>")
        return subprocess.CompletedProcess(arguments, 0, "", "")

    monkeypatch.setattr(model_page, "run_dbt", answer)
    return calls


def published(folder):
    build = folder / "the council's.duckdb"
    with duckdb.connect(str(build)) as connection:
        connection.execute("create table figures as select 1 as value")
        connection.execute("comment on table figures is 'One row per figure.'")
    build.chmod(0o444)
    return build


def test_the_page_is_made_on_the_tables_of_the_build_without_its_rows(asked, tmp_path):
    build = published(tmp_path)
    before = build.read_bytes()
    page = model_page.write_model_page(DataTree(tmp_path / "data"), build)
    assert page.read_text() == "<title>models</title>"
    assert asked == [(("docs", "generate", "--static"), [("figures", "One row per figure.", 0)])]
    assert build.read_bytes() == before


def test_without_a_build_the_page_shows_the_declared_models(asked, tmp_path):
    model_page.write_model_page(DataTree(tmp_path), None)
    assert asked == [(("docs", "generate", "--static", "--empty-catalog"), [])]


def test_a_failure_of_dbt_is_told_and_leaves_no_page(monkeypatch, tmp_path):
    failed = subprocess.CompletedProcess([], 2, "Compilation Error in model dim_lsoas", "")
    monkeypatch.setattr(model_page, "run_dbt", lambda *_, **__: failed)
    with pytest.raises(DataProblem, match="Compilation Error in model dim_lsoas"):
        model_page.write_model_page(DataTree(tmp_path), None)
    assert not DataTree(tmp_path).model_page.exists()
