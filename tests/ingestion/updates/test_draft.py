"""A drafted entry: the right file for each table, its hash, and what changed in its header."""

import hashlib
import io
import json
import zipfile
from functools import partial

import pytest
import yaml

from ingestion.download import client
from ingestion.mirror import Mirror
from ingestion.problems import DataProblem
from ingestion.registry import Release, Source
from ingestion.updates.draft import Offer, draft, from_folder, from_mirror, from_publisher, from_zip, next_address, stem
from ingestion.updates.entry import notes_of, yaml_of
from tests.ingestion.updates.conftest import SLUG

VISITS = b"\xef\xbb\xbfla_code,Referrals,Referrals_rate,visits_percent\r\nE06000001,12,1.5,\r\n"
CALLS = b"la_code,calls,calls_answered\nE06000001,7,5\n"
NAMES = {"data/c1_visits_2013_to_2026.csv": VISITS, "data/d5_calls_by_duration_2013_to_2026.csv": CALLS}


def offer(files, **more):
    return Offer(files={name: partial(bytes, content) for name, content in files.items()}, url=None, **more)


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "data/b1_children_in_need_2013_to_2025.csv",
        "b1_children_in_need_2013_to_2026.csv.gz",
        "B1_children_in_need_2013_to_2024.CSV",
    ],
)
def test_the_years_in_a_name_are_no_part_of_its_stem(name):
    assert stem(name) == "b1_children_in_need_#_to_#"


@pytest.mark.parametrize(
    ("name", "expected"), [("e01000001_2024-25.csv", "e01000001_#"), ("role_202425_v2.csv", "role_#_v2")]
)
def test_a_year_may_be_of_any_form_and_a_code_is_none(name, expected):
    assert stem(name) == expected


def test_each_table_gets_the_file_of_its_stem_and_its_hash_as_text(source_at):
    drafted = draft(source_at(), 2026, offer(NAMES), "ees_release")
    assert {found.table: found.name for found in drafted.found} == {
        "dfe__visits": "data/c1_visits_2013_to_2026.csv",
        "dfe__calls": "data/d5_calls_by_duration_2013_to_2026.csv",
    }
    text = VISITS.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"")
    visits = next(found for found in drafted.found if found.table == "dfe__visits")
    assert visits.sha256 == hashlib.sha256(text).hexdigest()
    assert drafted.missing == []


def test_the_entry_and_its_lines_pasted_declare_the_release(source_at, tmp_path):
    source = source_at()
    drafted = draft(source, 2026, offer(NAMES), "ees_release")
    (item,) = yaml.safe_load(yaml_of(drafted))
    declared = json.loads(source.model_dump_json())
    for found in drafted.found:
        table = next(table for table in declared["tables"] if table["name"] == found.table)
        for line in found.changes.lines:
            table["columns"] |= yaml.safe_load(f"{{{line}}}")
    corrected = Source.model_validate(declared | {"releases": [*declared["releases"], item]})
    headers = corrected.table("dfe__visits").headers(2026)
    assert headers == {
        "la_code": "la_code", "referral_count": "Referrals", "visits_percent": "visits_percent",
        "Referrals_rate": "Referrals_rate",
    }  # fmt: skip
    assert corrected.table("dfe__visits").headers(2025) == source.table("dfe__visits").headers(2025)


def test_what_was_declared_of_a_file_is_declared_of_the_next(source_at):
    source = source_at()
    members = {name: member.model_copy(update={"header_row": 2}) for name, member in source.releases[0].members.items()}
    source = source.model_copy(update={"releases": [source.releases[0].model_copy(update={"members": members})]})
    noted = {name: b"A note\n" + content.removeprefix(b"\xef\xbb\xbf") for name, content in NAMES.items()}
    (item,) = yaml.safe_load(yaml_of(draft(source, 2026, offer(noted), "ees_release")))
    assert [member["header_row"] for member in item["members"].values()] == [2, 2]


def test_a_renamed_file_is_found_by_its_name_or_its_header_and_told(source_at):
    alike = b"la_code,referral_count,visits_percent,visits_rate\nE06000001,12,1.5,3\n"
    renamed = {"data/d5_calls_by_length_2013_to_2026.csv": CALLS, "data/referrals.csv": alike}
    drafted = draft(source_at(), 2026, offer(renamed | {"data/other.csv": b"a,b\n1,2\n"}), "ees_release")
    assert {found.table: found.name for found in drafted.found} == {
        "dfe__visits": "data/referrals.csv",
        "dfe__calls": "data/d5_calls_by_length_2013_to_2026.csv",
    }
    assert [note for note in notes_of(drafted) if "matched by likeness" in note] != []


def test_a_table_without_a_file_is_told_and_left_out(source_at):
    drafted = draft(source_at(), 2026, offer({"data/c1_visits_2013_to_2026.csv": VISITS}), "ees_release")
    assert drafted.missing == ["dfe__calls, d5_calls_by_duration_2013_to_2025.csv in 2025"]
    assert "dfe__calls" not in yaml_of(drafted)
    assert notes_of(drafted)[-1].startswith("no file found for dfe__calls")


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
    (item,) = yaml.safe_load(yaml_of(draft(source_at(), 2026, offered, "ees_release")))
    assert item["mirror"] == "visits/2026/"
    assert item["members"]["dfe__calls"]["sha256"] == "unpinned"
    assert len(item["members"]["dfe__visits"]["sha256"]) == 64


def test_downloaded_files_may_lie_in_any_folder(source_at, tmp_path):
    (tmp_path / "data").mkdir()
    for name, content in NAMES.items():
        (tmp_path / name).write_bytes(content)
    assert len(draft(source_at(), 2026, from_folder(tmp_path, None), "ees_release").found) == 2
    with pytest.raises(DataProblem, match="is not a folder"):
        from_folder(tmp_path / "nowhere", None)


def test_the_publisher_is_asked_in_the_way_of_the_last_release(httpserver, serves, source_at):
    serves(f"{SLUG}/2026/version-summary", {"id": "abc"})
    httpserver.expect_request("/api/releases/abc/files").respond_with_data(zipped(NAMES))
    source = source_at()
    wanted = source.releases[0].model_copy(update={"vintage": 2026, "url": httpserver.url_for(f"{SLUG}/2026")})
    with client() as http:
        offered = from_publisher(http, source, wanted, lambda received, size: None)
    assert len(draft(source, 2026, offered, "ees_release").found) == 2


@pytest.mark.parametrize(
    ("declared", "followed"),
    [
        ("/releases/2025", "/releases/2026"),
        ("/releases/2024-25", "/releases/2025-26"),
        ("/media/691ded/File_7.csv", None),
        (None, None),
    ],
)
def test_an_address_follows_from_the_last_where_it_ends_in_its_year(declared, followed):
    assert next_address(Release(vintage=2025, published_on=None, url=declared, members={}), 2026) == followed


def test_a_name_that_climbs_out_of_the_zip_is_not_offered():
    archive = zipped({"../../evil.csv": b"a\n", "/etc/passwd.csv": b"a\n", **NAMES})
    assert sorted(from_zip(archive, "test", None).files) == sorted(NAMES)


def test_a_bomb_is_left_packed(source_at):
    archive = zipped({"data/c1_visits_2013_to_2026.csv": b"0" * 5_000_000})
    with pytest.raises(DataProblem, match="too many to be a table"):
        draft(source_at(), 2026, from_zip(archive, "test", None), "ees_release")


def test_what_is_no_zip_is_refused():
    with pytest.raises(DataProblem, match="not a readable zip archive"):
        from_zip(b"<html>", "the release of 2026", None)
