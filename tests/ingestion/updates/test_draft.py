"""A drafted entry: the right file for each table, its hash, how it is read, and what changed in its header."""

import hashlib
import json
from decimal import Decimal
from functools import partial

import pytest
import yaml

from ingestion.download import client
from ingestion.mirror import Mirror
from ingestion.problems import DataProblem
from ingestion.registry import Source
from ingestion.updates.candidates import CandidateFiles, from_folder, from_mirror, from_publisher, from_zip
from ingestion.updates.draft import draft
from ingestion.updates.entry import notes_of, yaml_of
from tests.ingestion.updates.conftest import SLUG
from tests.ingestion.updates.pasting import lines_to_paste, pasted
from tests.ingestion.updates.test_candidates import zipped

VISITS = b"\xef\xbb\xbfla_code,Referrals,Referrals_rate,visits_percent\r\nE06000001,12,1.5,\r\n"
CALLS = b"la_code,calls,calls_answered\nE06000001,7,5\n"
NAMES = {"data/c1_visits_2013_to_2026.csv": VISITS, "data/d5_calls_by_duration_2013_to_2026.csv": CALLS}


def offer(files, **more):
    return CandidateFiles(files={name: partial(bytes, content) for name, content in files.items()}, url=None, **more)


def test_each_table_gets_the_file_of_its_stem_and_its_hash_as_text(source_at):
    drafted = draft(source_at(), Decimal(2026), offer(NAMES), "ees_release")
    assert {found.table: found.name for found in drafted.found} == {
        "dfe__visits": "data/c1_visits_2013_to_2026.csv",
        "dfe__calls": "data/d5_calls_by_duration_2013_to_2026.csv",
    }
    text = VISITS.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"")
    visits = next(found for found in drafted.found if found.table == "dfe__visits")
    assert visits.sha256 == hashlib.sha256(text).hexdigest()
    assert drafted.missing == []


def test_a_rename_is_left_as_a_comment_and_the_rest_is_declared(source_at, tmp_path):
    source = source_at()
    drafted = draft(source, Decimal(2026), offer(NAMES), "ees_release")
    lines = [line.strip() for line in lines_to_paste(drafted)["dfe__visits"]]
    assert lines[0] == "Referrals_rate: {only: '>=2026'}"
    assert lines[1].startswith("# unsure: 'referral_count' may be 'Referrals' now (no earlier figures to compare with)")
    assert lines[2] == "# referral_count: {was: {'>=2026': Referrals}}"
    corrected = pasted(json.loads(source.model_dump_json()), drafted, tmp_path)
    assert corrected.table("dfe__visits").headers(2026)["referral_count"] == "referral_count"
    assert corrected.table("dfe__visits").headers(2025) == source.table("dfe__visits").headers(2025)


def test_what_was_declared_of_a_file_is_declared_of_the_next(source_at):
    source = source_at()
    members = {name: member.model_copy(update={"header_row": 2}) for name, member in source.releases[0].members.items()}
    source = source.model_copy(update={"releases": [source.releases[0].model_copy(update={"members": members})]})
    noted = {name: b"A note\n" + content.removeprefix(b"\xef\xbb\xbf") for name, content in NAMES.items()}
    (item,) = yaml.safe_load(yaml_of(draft(source, Decimal(2026), offer(noted), "ees_release")))
    assert [member["header_row"] for member in item["members"].values()] == [2, 2]


def test_a_renamed_file_without_figures_to_compare_is_a_comment_with_what_to_look_at(source_at):
    renamed = {"data/d5_calls_by_length_2013_to_2026.csv": CALLS, "data/other.csv": b"a,b\n1,2\n"}
    drafted = draft(source_at(), Decimal(2026), offer(renamed), "ees_release")
    assert [(found.table, found.name) for found in drafted.found] == [
        ("dfe__calls", "data/d5_calls_by_length_2013_to_2026.csv")
    ]
    text = yaml_of(drafted)
    assert "      # unsure: matched by name and headers, with no earlier figures to compare: open it\n" in text
    assert "      # dfe__calls: {file: data/d5_calls_by_length_2013_to_2026.csv" in text
    assert yaml.safe_load(text)[0]["members"] is None


def test_a_file_with_a_tables_name_and_none_of_its_headers_is_not_used(source_at):
    files = {"data/c1_visits_2013_to_2026.csv": b"time_period,headline\n2026,5\n"}
    drafted = draft(source_at(), Decimal(2026), offer(files), "ees_release")
    assert (drafted.found, drafted.unused) == ([], ["data/c1_visits_2013_to_2026.csv"])


def test_a_table_without_a_file_and_a_file_without_a_table_are_listed(source_at):
    files = {"data/c1_visits_2013_to_2026.csv": VISITS, "data-guidance/data-guidance.txt": b"Notes\n"}
    drafted = draft(source_at(), Decimal(2026), offer(files), "ees_release")
    assert (drafted.missing, drafted.unused) == (["dfe__calls"], ["data-guidance/data-guidance.txt"])
    assert "# not published in this release: dfe__calls" in yaml_of(drafted)
    assert "# not used: data-guidance/data-guidance.txt" in yaml_of(drafted)


def test_the_vintage_of_an_issue_is_written_as_such(source_at):
    text = yaml_of(draft(source_at(), Decimal("2025.2"), offer(NAMES), "ees_release"))
    assert yaml.safe_load(text)[0]["vintage"] == 2025.2


def test_tables_that_share_a_file_both_get_it(source_at):
    declared = json.loads(source_at().model_dump_json())
    visits = declared["tables"][0]
    monthly = visits | {"name": "dfe__visits_by_month", "shares_file_with": ["dfe__visits"]}
    member = declared["releases"][0]["members"]["dfe__visits"]
    declared["releases"][0]["members"]["dfe__visits_by_month"] = member
    source = Source.model_validate(declared | {"tables": [*declared["tables"], monthly]})
    drafted = draft(source, Decimal(2026), offer(NAMES), "ees_release")
    assert {found.table for found in drafted.found if found.name == "data/c1_visits_2013_to_2026.csv"} == {
        "dfe__visits",
        "dfe__visits_by_month",
    }


def test_a_mirror_gives_its_path_and_never_pins_a_stand_in(source_at, tmp_path):
    folder = tmp_path / "visits" / "2026"
    folder.mkdir(parents=True)
    manifest = []
    for name, kind in (("c1_visits_2013_to_2026.csv", "genuine"), ("d5_calls_by_duration_2013_to_2026.csv", "derived")):
        content = NAMES[f"data/{name}"]
        (folder / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        manifest.append({"path": f"visits/2026/{name}", "sha256": digest, "kind": kind})
    (tmp_path / "MANIFEST.json").write_text(json.dumps(manifest))
    offered = from_mirror(Mirror(tmp_path), "visits/2026/", None)
    (item,) = yaml.safe_load(yaml_of(draft(source_at(), Decimal(2026), offered, "ees_release")))
    assert item["mirror"] == "visits/2026/"
    assert item["members"]["dfe__calls"]["sha256"] == "unpinned"
    assert len(item["members"]["dfe__visits"]["sha256"]) == 64


def test_downloaded_files_may_lie_in_any_folder(source_at, tmp_path):
    (tmp_path / "data").mkdir()
    for name, content in NAMES.items():
        (tmp_path / name).write_bytes(content)
    assert len(draft(source_at(), Decimal(2026), from_folder(tmp_path, None), "ees_release").found) == 2


def test_the_publisher_is_asked_in_the_way_of_the_last_release(httpserver, serves, source_at):
    serves(f"{SLUG}/2026/version-summary", {"id": "abc"})
    httpserver.expect_request("/api/releases/abc/files").respond_with_data(zipped(NAMES))
    source = source_at()
    wanted = source.releases[0].model_copy(update={"vintage": 2026, "url": httpserver.url_for(f"{SLUG}/2026")})
    with client() as http:
        offered = from_publisher(http, source, wanted, lambda received, size: None)
    assert len(draft(source, Decimal(2026), offered, "ees_release").found) == 2


def test_rows_outside_the_declared_range_are_noted(source_at):
    files = {"data/d5_calls_by_duration_2013_to_2026.csv": CALLS}
    notes = notes_of(draft(source_at(), Decimal(2026), offer(files), "ees_release"))
    assert notes == ["dfe__calls: 1 rows, declared 2 to 9: widen `rows:`"]


def test_a_bomb_is_left_packed(source_at):
    archive = zipped({"data/c1_visits_2013_to_2026.csv": b"0" * 5_000_000})
    with pytest.raises(DataProblem, match="too many to be a table"):
        draft(source_at(), Decimal(2026), from_zip(archive, "test", None), "ees_release")


def test_a_damaged_file_under_the_name_of_a_table_is_refused_by_both(source_at):
    damaged = {"data/c1_visits_2013_to_2026.csv": b'la_code,"visits\n'}
    with pytest.raises(DataProblem, match=r"by its name the file of dfe__visits in 2026, cannot be read"):
        draft(source_at(), Decimal(2026), offer(damaged), "ees_release")
