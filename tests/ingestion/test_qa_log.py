"""The QA log: only ever added to, and a signature where a person publishes."""

import json

import pytest

from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.qa_log import entries, record, require_sign_off, sign_off

REASON = "report read, revised cells agree with the publisher's note"


@pytest.fixture
def tree(tmp_path):
    return DataTree(tmp_path / "tree")


@pytest.fixture
def build(sample_tree):
    return sample_tree.current.resolve()


def test_an_entry_says_who_why_when_and_how_many_checks_passed(tree, build, sample):
    signed = sign_off(tree, build, name=" Ann Analyst ", reason=REASON)
    assert entries(tree) == [signed]
    passed = sample.execute("select count(*) from meta.quality_checks where passed").fetchone()
    assert (signed.name, signed.reason, signed.build_id) == ("Ann Analyst", REASON, build.stem)
    assert (signed.checks_passed_count,) == passed
    assert signed.at.endswith("+00:00")


def test_lines_are_only_ever_added(tree, build):
    sign_off(tree, build, name="Ann", reason=REASON)
    first = (tree.root / "qa_log.jsonl").read_text()
    record(tree, build, "rolled back", name="rollback", reason="readers pointed back")
    assert (tree.root / "qa_log.jsonl").read_text().startswith(first)
    assert [entry.action for entry in entries(tree)] == ["signed off", "rolled back"]


@pytest.mark.parametrize(("name", "reason"), [("", REASON), ("  ", REASON), ("Ann", "fine"), ("Ann", " " * 20)])
def test_a_signature_without_a_name_or_a_reason_is_refused(tree, build, name, reason):
    with pytest.raises(DataProblem, match="A sign-off needs NAME="):
        sign_off(tree, build, name=name, reason=reason)
    assert entries(tree) == []


def test_a_build_that_nobody_signed_is_refused_with_what_to_type(tree, build):
    record(tree, build, "published", name="refresh", reason="every check passed")
    with pytest.raises(DataProblem, match=rf"Nobody has signed off {build.stem}.+make diff.+make sign-off"):
        require_sign_off(tree, build)
    sign_off(tree, build, name="Ann", reason=REASON)
    assert require_sign_off(tree, build).name == "Ann"


def test_a_line_that_was_cut_short_is_named_and_spoils_no_later_one(tree, build):
    sign_off(tree, build, name="Ann", reason=REASON)
    with (tree.root / "qa_log.jsonl").open("a") as log:
        log.write('{"at": "2026-')
    sign_off(tree, build, name="Bob", reason=REASON)
    assert json.loads((tree.root / "qa_log.jsonl").read_text().splitlines()[2])["name"] == "Bob"
    with pytest.raises(DataProblem, match=r"Line 2 of .+qa_log.jsonl is not an entry"):
        entries(tree)


def test_a_refresh_puts_itself_into_the_log(sample_tree):
    first = entries(sample_tree)[0]
    assert (first.action, first.name) == ("published", "refresh")
