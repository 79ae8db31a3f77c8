"""A release between two declared ones, drafted from files in the official layouts, pasted as it stands and checked."""

import shutil
from decimal import Decimal

import pytest
import yaml

from ingestion.mirror import Mirror
from ingestion.problems import DataProblem
from ingestion.updates.candidates import from_folder, from_mirror
from ingestion.updates.draft import draft
from ingestion.updates.earlier import EarlierFiles
from ingestion.updates.entry import yaml_of
from tests.ingestion.updates.cin_files import (
    GUIDANCE,
    HEADLINES,
    NAMES,
    declaration,
    load,
    name_of,
    text_of,
    write_release,
)
from tests.ingestion.updates.pasting import checked, lines_to_paste, pasted

VINTAGE = Decimal(2021)
D3, D5, D7 = "dfe__cin_d3_repeat_plans", "dfe__cin_d5_plans_by_duration", "dfe__cin_d7_ended_by_duration"


@pytest.fixture
def mirror(tmp_path):
    """A mirror with the releases of 2020 and 2022, pinned by a manifest of genuine files."""
    root = tmp_path / "mirror"
    for vintage in (2020, 2022):
        write_release(root / "children-in-need" / str(vintage), vintage)
    return root


@pytest.fixture
def declared():
    return declaration()


@pytest.fixture
def drafted_from(mirror, declared, tmp_path):
    """Drafts 2021 from a folder, with the files of 2020 and 2022 or without them."""

    def drafted_from(folder, *, is_compared=True):
        source = load(declared, tmp_path)
        earlier = EarlierFiles(source, mirror=Mirror(mirror)) if is_compared else EarlierFiles(source)
        return draft(source, VINTAGE, from_folder(folder, "https://example.org/2021"), "ees_release", earlier)

    return drafted_from


def certain(drafted):
    return {found.table: found.name for found in drafted.found if not found.look}


@pytest.mark.parametrize("is_compared", [True, False])
def test_each_table_gets_its_own_file_in_the_layout_of_2021(drafted_from, tmp_path, is_compared):
    drafted = drafted_from(write_release(tmp_path / "new", 2021), is_compared=is_compared)
    assert certain(drafted) == {table: name_of(table, 2021) for table in NAMES}
    assert (drafted.missing, lines_to_paste(drafted)) == ([], {})


def test_files_that_are_no_tables_are_listed_as_not_used(drafted_from, tmp_path):
    drafted = drafted_from(write_release(tmp_path / "new", 2021))
    assert drafted.unused == [GUIDANCE, HEADLINES.format(2021)]
    assert f"# not used: {HEADLINES.format(2021)}" in yaml_of(drafted)


@pytest.mark.parametrize("is_compared", [True, False])
def test_tables_whose_files_are_not_out_are_not_published(drafted_from, tmp_path, is_compared):
    drafted = drafted_from(write_release(tmp_path / "new", 2021, [D3, D5]), is_compared=is_compared)
    assert {found.table: found.name for found in drafted.found} == {table: name_of(table, 2021) for table in (D3, D5)}
    assert drafted.missing == sorted(set(NAMES) - {D3, D5})
    assert lines_to_paste(drafted) == {}
    assert f"# not published in this release: {D7}" in yaml_of(drafted)


def test_a_folder_without_any_table_gives_nothing(drafted_from, tmp_path):
    drafted = drafted_from(write_release(tmp_path / "new", 2021, []))
    assert (drafted.found, len(drafted.missing)) == ([], len(NAMES))


def test_files_under_other_names_are_known_by_their_figures(drafted_from, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    for at, table in enumerate(NAMES):
        (folder / f"table {at}.csv").write_text(text_of(table, 2021))
    assert certain(drafted_from(folder)) == {table: f"table {at}.csv" for at, table in enumerate(NAMES)}
    assert certain(drafted_from(folder, is_compared=False)) == {}


@pytest.mark.parametrize("is_compared", [True, False])
def test_a_file_under_the_name_of_another_table_is_never_taken_for_it(
    drafted_from, declared, mirror, tmp_path, is_compared
):
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / name_of(D7, 2021)).write_text(text_of(D5, 2021))
    drafted = drafted_from(folder, is_compared=is_compared)
    if is_compared:
        assert certain(drafted) == {D5: name_of(D7, 2021)}
        return
    shutil.copytree(folder, mirror / "children-in-need" / "2021")
    copied = draft(drafted.source, VINTAGE, from_mirror(Mirror(mirror), "children-in-need/2021/", None), "ees_release")
    with pytest.raises(DataProblem, match=f"its columns are those of {D5}"):
        checked(pasted(declared, copied, tmp_path), VINTAGE, mirror, tmp_path / "data")


def test_the_draft_pasted_as_it_stands_is_loaded_and_passes_the_checks(mirror, declared, tmp_path):
    write_release(mirror / "children-in-need" / "2021", 2021)
    source = load(declared, tmp_path)
    candidates = from_mirror(Mirror(mirror), "children-in-need/2021/", None)
    drafted = draft(source, VINTAGE, candidates, "ees_release", EarlierFiles(source, mirror=Mirror(mirror)))
    findings = checked(pasted(declared, drafted, tmp_path), VINTAGE, mirror, tmp_path / "data")
    assert len({finding.check.partition(":")[0] for finding in findings}) == len(NAMES)
    assert all(finding.passed for finding in findings)


RENAMED = {"CPP_subsequent,": "second_or_later_plans,", "CPP_subsequent_percent": "second_or_later_plans_percent"}


def write_renamed(folder, *headers):
    """The files of 2021 for two tables, with some headers of one under other names."""
    write_release(folder, 2021, [D3, D5])
    text = text_of(D3, 2021)
    for header in headers:
        text = text.replace(header, RENAMED[header])
    (folder / name_of(D3, 2021)).write_text(text)


def test_renamed_headers_are_certain_where_earlier_figures_confirm_them(mirror, declared, tmp_path):
    write_renamed(mirror / "children-in-need" / "2021", *RENAMED)
    source = load(declared, tmp_path)
    candidates = from_mirror(Mirror(mirror), "children-in-need/2021/", None)
    drafted = draft(source, VINTAGE, candidates, "ees_release", EarlierFiles(source, mirror=Mirror(mirror)))
    corrected = pasted(declared, drafted, tmp_path)
    assert lines_to_paste(drafted) == {
        D3: [
            "  CPP_subsequent: {was: {2021: second_or_later_plans}}",
            "  CPP_subsequent_percent: {was: {2021: second_or_later_plans_percent}}",
        ]
    }
    assert all(finding.passed for finding in checked(corrected, VINTAGE, mirror, tmp_path / "data"))


def test_renamed_headers_without_earlier_figures_stop_the_build_until_a_person_decides(mirror, declared, tmp_path):
    write_renamed(mirror / "children-in-need" / "2021", "CPP_subsequent_percent")
    source = load(declared, tmp_path)
    drafted = draft(source, VINTAGE, from_mirror(Mirror(mirror), "children-in-need/2021/", None), "ees_release")
    corrected = pasted(declared, drafted, tmp_path)
    assert all(line.lstrip().startswith("#") for line in lines_to_paste(drafted)[D3])
    with pytest.raises(DataProblem, match=r"d3_cpps_subsequent_plan_2013_to_2021\.csv: its columns are not"):
        checked(corrected, VINTAGE, mirror, tmp_path / "data")


def test_the_files_of_another_year_are_not_taken_for_this_one(drafted_from, declared, mirror, tmp_path):
    declared["releases"] = declared["releases"][:1]
    drafted = drafted_from(mirror / "children-in-need" / "2022")
    assert certain(drafted) == {}
    assert {found.look for found in drafted.found} == {"its newest year is 2022, by other releases it should be 2021"}


def test_the_files_of_a_declared_release_are_not_taken_for_a_new_one(drafted_from, mirror, declared, tmp_path):
    pinned = drafted_from(mirror / "children-in-need" / "2022")
    hashes = {found.table: found.sha256 for found in pinned.found}
    for table, member in declared["releases"][1]["members"].items():
        member["sha256"] = hashes[table]
    again = drafted_from(mirror / "children-in-need" / "2022")
    assert certain(again) == {}
    assert {found.look for found in again.found} == {
        "the same file is declared for 2022 already: is it the file of 2021?"
    }
    (item,) = yaml.safe_load(yaml_of(again))
    assert item["members"] is None
