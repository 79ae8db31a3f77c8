import hashlib
import json

import pytest

from ingestion.mirror import Listed, Mirror
from ingestion.problems import DataProblem

CONTENT = b"la_code,visits\nE06000001,12\n"
ENTRY = {"path": "visits/2025/visits.csv", "sha256": hashlib.sha256(CONTENT).hexdigest(), "kind": "genuine"}


@pytest.fixture
def folder(tmp_path):
    """A mirror of one file, listed in its manifest."""
    root = tmp_path / "mirror"
    (root / "visits" / "2025").mkdir(parents=True)
    (root / "visits" / "2025" / "visits.csv").write_bytes(CONTENT)
    (root / "MANIFEST.json").write_text(json.dumps([ENTRY]), encoding="utf-8")
    return root


def test_a_listed_file_is_read_and_its_kind_is_known(folder):
    mirror = Mirror(folder)
    assert mirror.read("visits/2025/visits.csv") == CONTENT
    assert mirror.listed["visits/2025/visits.csv"] == Listed(sha256=ENTRY["sha256"], kind="genuine", rows=None)


@pytest.mark.parametrize(
    ("kind", "published", "synthetic"),
    [
        ("genuine original", True, False),
        ("reconstructed (values exact)", False, False),
        ("MODELLED stand-in, NOT official", False, False),
        ("not genuine", False, False),
        ("synthetic (this project)", False, True),
    ],
)
def test_only_a_kind_that_begins_with_genuine_is_published(kind, published, synthetic):
    listed = Listed(sha256="", kind=kind, rows=None)
    assert (listed.is_published, listed.is_synthetic) == (published, synthetic)


@pytest.mark.parametrize(
    "copied",
    [CONTENT.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + CONTENT, b"\xef\xbb\xbf" + CONTENT.replace(b"\n", b"\r\n")],
)
def test_a_text_file_is_the_listed_one_whatever_its_line_ends_and_byte_order_mark(folder, copied):
    (folder / "visits" / "2025" / "visits.csv").write_bytes(copied)
    assert Mirror(folder).read("visits/2025/visits.csv") == copied


def test_a_workbook_is_the_listed_one_byte_for_byte_only(folder):
    listed = [ENTRY | {"path": "visits/2025/visits.ods", "sha256": hashlib.sha256(b"PK\n").hexdigest()}]
    (folder / "MANIFEST.json").write_text(json.dumps(listed), encoding="utf-8")
    (folder / "visits" / "2025" / "visits.ods").write_bytes(b"PK\r\n")
    with pytest.raises(DataProblem, match="the copy is damaged"):
        Mirror(folder).read("visits/2025/visits.ods")


def test_what_else_a_manifest_says_is_left_alone(folder):
    more = ENTRY | {"bytes": 27, "rows": 1, "note": "", "provenance": None}
    (folder / "MANIFEST.json").write_text(json.dumps([more]), encoding="utf-8")
    assert Mirror(folder).listed["visits/2025/visits.csv"].rows == 1


def test_a_mirror_without_a_manifest_lists_nothing_and_is_still_read(folder):
    (folder / "MANIFEST.json").unlink()
    assert (Mirror(folder).listed, Mirror(folder).read("visits/2025/visits.csv")) == ({}, CONTENT)


def test_a_missing_folder_is_refused_with_what_to_give(tmp_path):
    with pytest.raises(
        DataProblem, match=r"/absent is not a folder: give MIRROR= the folder that holds MANIFEST\.json"
    ):
        Mirror(tmp_path / "absent")


def test_a_missing_file_is_refused_with_what_to_do(folder):
    with pytest.raises(DataProblem, match=r"visits/2026/visits\.csv is not in the mirror .+: add the file, or refresh"):
        Mirror(folder).read("visits/2026/visits.csv")


def test_a_damaged_copy_is_refused(folder):
    (folder / "visits" / "2025" / "visits.csv").write_bytes(CONTENT[:-3])
    with pytest.raises(DataProblem, match=r"visits/2025/visits\.csv .+ the copy is damaged\. Copy it again"):
        Mirror(folder).read("visits/2025/visits.csv")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (b"[{", "at its start: Invalid JSON"),
        (b"", "at its start: Invalid JSON"),
        (b"\xff\xfe", "at its start: Invalid JSON"),
        (b'{"path": "a.csv"}', "at its start: Input should be a valid array"),
        (b'["a.csv"]', "at 0: Input should be an object"),
        (b'[{"path": "a.csv", "sha256": "0a"}]', "at 0.kind: Field required"),
        (b'[{"path": "a.csv", "sha256": "0a", "kind": null}]', "at 0.kind: Input should be a valid string"),
    ],
)
def test_a_malformed_manifest_is_refused_with_the_place_and_the_form(folder, manifest, said):
    (folder / "MANIFEST.json").write_bytes(manifest)
    with pytest.raises(DataProblem) as refused:
        Mirror(folder)
    assert f"MANIFEST.json cannot be read, {said}" in str(refused.value)
    assert "a JSON list that gives path, sha256 and kind of each file" in str(refused.value)


@pytest.mark.parametrize("path", ["../secret.csv", "visits/../../secret.csv", "{tmp_path}/secret.csv"])
def test_a_path_that_leads_out_of_the_mirror_is_refused(folder, tmp_path, path):
    (tmp_path / "secret.csv").write_bytes(CONTENT)
    with pytest.raises(DataProblem, match=r"secret\.csv, which lies outside the mirror"):
        Mirror(folder).read(path.format(tmp_path=tmp_path))


def test_a_link_that_leads_out_of_the_mirror_is_refused(folder, tmp_path):
    (tmp_path / "secret.csv").write_bytes(CONTENT)
    (folder / "visits" / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(DataProblem, match=r"visits/link\.csv, which lies outside the mirror"):
        Mirror(folder).read("visits/link.csv")
