"""The SQL prompt: it answers, explains itself, and goes on after a mistake."""

import io

import duckdb
import pytest

from ingestion.prompt import COMMANDS, prompt


@pytest.fixture
def type_in(monkeypatch, capsys, tmp_path):
    """What is said to lines typed into the prompt of a small warehouse, as output and errors."""
    warehouse = tmp_path / "build.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts; create table marts.fct_figures as select 17 as count")
        connection.execute("comment on table marts.fct_figures is 'Figures. One row per figure.'")
        connection.execute("comment on column marts.fct_figures.count is 'How many.'")

    def answer(*lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
        prompt(warehouse)
        return capsys.readouterr()

    return answer


def test_it_says_what_it_reads_and_how_to_get_help(type_in):
    said = type_in("quit").out
    assert "build.duckdb, read only." in said
    assert ".help" in said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (["select", "  count + 1 as one_more", "from marts.fct_figures;"], "18"),
        (["select 40 + 2"], "42"),
        ([".help"], ".run NAME"),
        ([".tables"], "Figures. One row per figure."),
        ([".columns fct_figures"], "How many."),
        ([".columns marts.fct_figures"], "How many."),
        ([".queries"], "gradient_by_stage"),
        (["describe marts.fct_figures;"], "count"),
    ],
)
def test_it_answers(type_in, typed, shown):
    said = type_in(*typed)
    assert shown in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["selct 1;"], "syntax error"),
        (["select 'many'::integer;"], "Could not convert"),
        (["create table mine (a integer);"], "read-only"),
        (["copy marts.fct_figures to 'out.csv';"], "disabled"),
        ([".colums"], "There is no command .colums"),
        ([".columns fct_nothing"], "There is no table fct_nothing"),
        ([".run nothing"], "There is no ready question nothing"),
        ([".run statistical_neighbours"], "set variable la_code"),
    ],
)
def test_a_mistake_is_told_and_the_prompt_goes_on(type_in, typed, told):
    said = type_in(*typed, "select 40 + 2;")
    assert told in said.err
    assert "Traceback" not in said.err
    assert "42" in said.out


def test_a_question_that_is_given_up_leaves_the_prompt_open(type_in, monkeypatch):
    def interrupted(*_):
        raise RuntimeError("Query interrupted")

    monkeypatch.setitem(COMMANDS, ".queries", interrupted)
    said = type_in(".queries", "select 40 + 2;")
    assert "given up" in said.err
    assert "42" in said.out


@pytest.mark.parametrize("word", [".quit", ".exit", "quit", "exit", "quit;"])
def test_every_usual_word_ends_it(type_in, word):
    assert "42" not in type_in(word, "select 40 + 2;").out


def test_a_word_that_ends_it_is_only_that_on_a_line_of_its_own(type_in):
    assert "42" in type_in("select 40 + 2 as", "quit;").out


def test_a_wide_answer_is_not_cut_in_a_pipe(type_in):
    columns = ", ".join(f"{'x' * 30} as a_long_name_of_a_column_{number}" for number in range(30))
    said = type_in(f"select {columns.replace('x' * 30, repr('y' * 30))};").out
    assert "a_long_name_of_a_column_15" in said
    assert "y" * 30 in said


def test_a_ready_question_is_asked_by_its_name(type_in, monkeypatch, tmp_path):
    (tmp_path / "how_many.sql").write_text("-- How many?\nselect count from marts.fct_figures;\n")
    monkeypatch.setattr("ingestion.prompt.QUERIES", tmp_path)
    for name in ("how_many", "how_many.sql", "queries/how_many.sql;"):
        assert "17" in type_in(f".run {name}").out
