"""A slice of the real files: each is what the registry says, by its hash, headers and markers."""

import pytest

from ingestion.cells import cell_findings
from ingestion.checks import Parsed, columns_changed
from ingestion.fetch import fetch, pins_to_paste, plan
from ingestion.mirror import Mirror
from ingestion.paths import DataTree
from ingestion.registry import load_sources


@pytest.fixture(scope="module")
def landed(mirror, tmp_path_factory):
    tree = DataTree(tmp_path_factory.mktemp("slice"))
    return fetch(plan(load_sources()), tree, mirror=Mirror(mirror), progress=lambda *_: None)


def test_every_declared_file_is_in_the_mirror_and_verified(landed):
    assert len(landed) == len(plan(load_sources()))
    assert {file.receipt.authenticity for file in landed} <= {"published", "stand_in"}


def test_every_published_file_is_pinned(landed):
    assert pins_to_paste(landed) == []


def test_the_pinned_files_of_the_department_are_the_published_ones(landed):
    department = [
        file
        for file in landed
        if file.wanted.source.publisher == "Department for Education" and file.wanted.member.sha256 != "unpinned"
    ]
    assert department
    assert all(file.receipt.authenticity == "published" for file in department)


def test_headers_are_the_declared_ones_in_every_vintage(landed):
    for file in landed:
        parsed = Parsed(file)
        declared = {header.casefold() for header in file.wanted.table.headers(file.wanted.release.vintage).values()}
        assert {name.casefold() for name in parsed.received.column_names} == declared, columns_changed(parsed)


@pytest.mark.timeout(300)  # every cell of every file of a mirror
def test_no_cell_holds_an_unknown_marker(landed):
    for file in landed:
        parsed, table = Parsed(file), file.wanted.table
        findings = cell_findings(parsed.table, table.columns, file.wanted.source.shared, parsed.lacking, table.name)
        assert [finding for finding in findings if not finding.passed] == []
