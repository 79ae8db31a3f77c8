import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.identity import BYTE_ORDER_MARK, identity, plain, sha256
from ingestion.problems import DataProblem

TEXT = b"la_code,visits\nE06000001,12\n"
TEXT_SHA256 = "2aea83030cbef4468e9dfdb5233ece7a97af99e029c372d24d941ee90dc95333"
LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\ufeff"))


def test_the_identity_of_a_text_is_the_sha256_of_its_bytes():
    assert identity(TEXT, "visits.csv") == TEXT_SHA256


@pytest.mark.parametrize("name", ["visits.csv", "VISITS.CSV", "visits.csv.gz", "notes.txt", "areas.geojson.gz"])
@pytest.mark.parametrize(
    "copy",
    [BYTE_ORDER_MARK + TEXT, TEXT.replace(b"\n", b"\r\n"), gzip.compress(TEXT)],
    ids=["byte-order mark", "carriage returns", "gzip"],
)
def test_a_text_is_the_same_file_however_it_is_wrapped(name, copy):
    assert identity(copy, name) == TEXT_SHA256


@pytest.mark.parametrize(
    "copy",
    [BYTE_ORDER_MARK + TEXT, TEXT.replace(b"\n", b"\r\n"), gzip.compress(TEXT)],
    ids=["byte-order mark", "carriage returns", "gzip"],
)
def test_a_binary_is_another_file_when_any_byte_differs(copy):
    assert identity(TEXT, "visits.xlsx") == TEXT_SHA256
    assert identity(copy, "visits.xlsx") == sha256(copy)


@settings(max_examples=60, deadline=None, database=None)
@given(LINES)
def test_no_byte_order_mark_line_end_or_gzip_changes_the_identity_of_any_text(text):
    content = text.encode()
    windows = BYTE_ORDER_MARK + content.replace(b"\n", b"\r\n")
    assert identity(content, "a.csv") == identity(windows, "a.csv") == identity(gzip.compress(windows), "a.csv.gz")


@settings(max_examples=60, deadline=None, database=None)
@given(LINES, LINES)
def test_texts_that_differ_in_anything_else_have_different_identities(one, other):
    assert (identity(one.encode(), "a.csv") == identity(other.encode(), "a.csv")) == (one == other)


def test_a_file_that_is_not_gzipped_is_returned_as_it_is():
    assert plain(TEXT, "visits.csv.gz") == TEXT


@pytest.mark.parametrize(
    "damaged",
    [gzip.compress(TEXT)[:-12], b"\x1f\x8b not gzip at all", gzip.compress(TEXT)[:10] + b"\xff" * 40],
    ids=["cut short", "not gzip", "scrambled"],
)
def test_a_damaged_gzip_is_refused_by_name(damaged):
    with pytest.raises(DataProblem, match=r"visits\.csv\.gz is a damaged gzip file \(.+\): fetch it again\."):
        identity(damaged, "visits.csv.gz")


def test_a_gzip_bomb_is_refused_and_the_largest_file_is_not(monkeypatch):
    monkeypatch.setattr("ingestion.identity.MAX_BYTES", 1000)
    assert len(plain(gzip.compress(bytes(1000)), "visits.csv.gz")) == 1000
    with pytest.raises(DataProblem, match=r"visits\.csv\.gz unpacks to more than 1,000 bytes"):
        plain(gzip.compress(bytes(1001)), "visits.csv.gz")
