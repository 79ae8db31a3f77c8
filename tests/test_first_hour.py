"""The guide to the first hour: each of its examples is run as it stands, on the sample."""

import re

import pytest

from ingestion.paths import REPOSITORY
from ingestion.prompt import COMMANDS

GUIDE = (REPOSITORY / "docs" / "first-hour.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)
SETTING = "set variable"


def blocks(language):
    return [text for name, text in BLOCKS if name == language]


def test_every_statement_finds_rows(sample):
    cursor = sample.cursor()
    found = {text: cursor.execute(text).fetchall() for text in blocks("sql")}
    assert len(found) > 15
    assert [text for text, rows in found.items() if not rows and not text.startswith(SETTING)] == []


def test_python_takes_figures_and_writes_files(sample_data, sample_tree, tmp_path, monkeypatch, capsys):
    (tmp_path / "data").symlink_to(sample_data)
    monkeypatch.chdir(tmp_path)
    names = {}
    for text in blocks("python"):
        exec(text, names)  # noqa: S102
    names["warehouse"].close()
    build = sample_tree.current.resolve().stem
    assert f"{build} {{'observed': " in capsys.readouterr().out
    assert {path.name for path in tmp_path.glob("referrals_*")} == {
        f"referrals_{build}.csv",
        f"referrals_{build}.parquet",
    }


def test_nothing_is_shown_that_is_not_run():
    assert {name for name, _ in BLOCKS} == {"", "sql", "python"}
    assert blocks("") == ["make sql\n"]


@pytest.mark.parametrize("command", re.findall(r"`(\.\w+)[ `]", GUIDE))
def test_the_prompt_knows_the_commands_that_the_guide_names(command):
    assert command in {*COMMANDS, ".quit", ".venv"}
