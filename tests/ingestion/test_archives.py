import hashlib
import io
import re
import struct
import zipfile

import pytest

from ingestion.archives import member_names, read_member
from ingestion.problems import DataProblem

CONTENT = b"la_code,visits\nE06000001,12\n"


def archive_of(**files: bytes) -> bytes:
    """A zip archive, `__` in a name standing for a slash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name.replace('__', '/')}.csv", content)
    return packed.getvalue()


def test_a_member_is_read_by_its_whole_name():
    archive = archive_of(data__visits=CONTENT, visits=b"another")
    assert read_member(archive, "data/visits.csv", "dfe_visits 2025") == CONTENT


def test_an_empty_member_is_read_as_empty():
    assert read_member(archive_of(visits=b""), "visits.csv", "dfe_visits 2025") == b""


def test_a_missing_member_is_refused_with_those_that_are_there():
    archive = archive_of(data__visits_2025=CONTENT, data__calls=CONTENT)
    said = "dfe_visits 2025 has no member data/visits.csv. It holds: data/calls.csv, data/visits_2025.csv."
    with pytest.raises(DataProblem, match=re.escape(said)) as refused:
        read_member(archive, "data/visits.csv", "dfe_visits 2025")
    assert "correct `file:` in the registry" in str(refused.value)


def test_a_member_packed_hundreds_of_times_over_is_refused_unopened():
    archive = archive_of(visits=bytes(1_000_000))
    with pytest.raises(DataProblem, match=r"dfe_visits 2025: visits\.csv would unpack to 1,000,000 bytes, too many"):
        read_member(archive, "visits.csv", "dfe_visits 2025")


def test_a_member_that_is_too_large_is_refused_unopened(monkeypatch):
    monkeypatch.setattr("ingestion.archives.MAX_BYTES", 20)
    with pytest.raises(DataProblem, match=r"visits\.csv would unpack to 28 bytes, too many"):
        read_member(archive_of(visits=CONTENT), "visits.csv", "dfe_visits 2025")


def test_a_member_that_understates_its_size_is_refused():
    honest = archive_of(visits=CONTENT * 20)
    lying = honest.replace(struct.pack("<L", len(CONTENT) * 20), struct.pack("<L", 5))
    with pytest.raises(DataProblem, match=r"visits\.csv cannot be read from the zip archive \(Bad CRC-32"):
        read_member(lying, "visits.csv", "dfe_visits 2025")


def test_an_encrypted_member_is_refused():
    marked = bytearray(archive_of(visits=CONTENT))
    marked[6] |= 1
    marked[marked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DataProblem, match=r"visits\.csv cannot be read from the zip archive \(.+ is encrypted"):
        read_member(bytes(marked), "visits.csv", "dfe_visits 2025")


@pytest.mark.parametrize("keep", [0, 20, 60, 100])
def test_a_truncated_archive_is_refused(keep):
    with pytest.raises(DataProblem, match=r"dfe_visits 2025: visits\.csv cannot be read .+ Fetch it again"):
        read_member(archive_of(visits=CONTENT)[:keep], "visits.csv", "dfe_visits 2025")


@pytest.mark.parametrize("at", range(45, 60))
def test_a_member_with_scrambled_bytes_is_refused(at):
    noise = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(12))
    scrambled = bytearray(archive_of(visits=noise.encode()))
    scrambled[at] ^= 0xFF
    with pytest.raises(DataProblem, match=r"visits\.csv cannot be read from the zip archive"):
        read_member(bytes(scrambled), "visits.csv", "dfe_visits 2025")


def test_a_name_that_climbs_out_is_read_and_written_nowhere(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    archive = archive_of(**{"..__outside": CONTENT})
    assert read_member(archive, "../outside.csv", "dfe_visits 2025") == CONTENT
    assert [path.name for path in tmp_path.rglob("*")] == ["here"]


def test_the_names_of_an_archive_are_its_files_and_none_that_climbs_out():
    archive = archive_of(data__visits=CONTENT, **{"..__outside": CONTENT, "__etc__passwd": CONTENT})
    assert member_names(archive, "dfe_visits 2025") == ["data/visits.csv"]


def test_something_other_than_an_archive_has_no_names():
    with pytest.raises(DataProblem, match="dfe_visits 2025 is not a readable zip archive"):
        member_names(CONTENT, "dfe_visits 2025")
