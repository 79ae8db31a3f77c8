"""Inputs that would take all the time or memory of the machine: each is refused in words, within seconds."""

import gzip
import io
import os
import time
import tracemalloc
import zipfile

import duckdb
import pytest

from ingestion.extract.counts_file import read_counts
from ingestion.extract.places import read_lookup
from ingestion.extract.private import land_cells
from ingestion.extract.run import Request, run_extract
from ingestion.load import META
from ingestion.paths import DataTree
from tests.ingestion.extract.conftest import GOOD, HEADER, HERE, MB, SECONDS, events_of, refused, written

COUNTS_HEADER = "lsoa_code,financial_year_end,stage,events_count"


@pytest.mark.parametrize("columns", [5_000, 200_000, 1_000_000])
def test_a_table_of_too_many_columns_is_refused(tmp_path, places, columns):
    header = ",".join(f"c{number}" for number in range(columns))
    path = written(tmp_path / "wide.csv", header, "\n", "," * (columns - 1), "\n")
    with refused("columns|a row of more than"):
        events_of(path, places)


def test_a_thousand_columns_are_read(tmp_path, places):
    more = [f"c{number}" for number in range(1_000 - len(HEADER.split(",")))]
    path = written(tmp_path / "wide.csv", ",".join([HEADER, *more]), "\n", GOOD, "," * len(more), "\n")
    assert len(events_of(path, places).events) == 1


ENDLESS_ROWS = {
    "a line of short fields": [f"{HEADER}\n", b"a," * 25 * MB],
    "a line of one field": [f"{HEADER}\n", b"a" * 50 * MB],
    "a header without an end": [b"abcdefgh," * 5 * MB],
    "fields with line breaks": [f"{HEADER}\n", b'"a\n",' * MB],
    "an empty line of spaces": [f"{HEADER}\n", b" " * 50 * MB],
}


@pytest.mark.parametrize("name", ENDLESS_ROWS)
def test_a_row_without_an_end_is_refused_before_it_is_in_memory(tmp_path, places, name):
    path = written(tmp_path / "events.csv", *ENDLESS_ROWS[name])
    tracemalloc.start()
    try:
        with refused("a row of more than|as CSV"):
            events_of(path, places)
        assert tracemalloc.get_traced_memory()[1] < 20 * MB
    finally:
        tracemalloc.stop()


def test_more_lines_than_any_table_of_an_authority_are_refused(tmp_path, places, monkeypatch):
    monkeypatch.setattr("ingestion.extract.text_rows.MOST_ROWS", 1_000)
    path = written(tmp_path / "events.csv", f"{HEADER}\n", b"\n" * 1_001)
    with refused("more than 1,000 lines"):
        events_of(path, places)


def packed(kind, text):
    if kind == "gzip":
        return gzip.compress(text)
    file = io.BytesIO()
    method = zipfile.ZIP_STORED if kind == "zip, stored" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("events.csv", text)
    return file.getvalue()


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xml"])
@pytest.mark.parametrize("kind", ["gzip", "zip", "zip, stored"])
def test_a_packed_file_under_another_name_is_never_unpacked(tmp_path, places, kind, suffix):
    path = written(tmp_path / f"events.{suffix}", packed(kind, f"{HEADER}\n{GOOD}\n".encode() * 100_000))
    with refused("UTF-8|header|as CSV|Parquet|not complete XML"):
        events_of(path, places)


# ---------------------------------------------------------------- XML

HEAD = b"<Message><Header><Collection>CIN</Collection><Year>2024</Year></Header><Children>"
TAIL = b"</Children></Message>"
LONG = b"x" * 50 * MB
ENDLESS_XML = {
    "an attribute": [HEAD, b"<Child a='", LONG, b"'/>", TAIL],
    "a comment": [HEAD, b"<!-- ", LONG, b" -->", TAIL],
    "a processing instruction": [HEAD, b"<?a ", LONG, b"?>", TAIL],
    "a name": [HEAD, b"<", LONG, b"/>", TAIL],
    "spaces in a tag": [HEAD, b"<Child", LONG.replace(b"x", b" "), b"/>", TAIL],
    "a declaration": [b"<?xml version='1.0' ", LONG, b"?>", HEAD, TAIL],
    "a tag of many attributes": [HEAD, b"<Child ", b" ".join(b"a%d='1'" % number for number in range(10**6)), b"/>"],
    "a namespace that every name repeats": [b"<Message xmlns='", b"n" * 100_000, b"'>", b"<a/>" * 10**6, b"</Message>"],
    "elements within elements": [b"<Message>", b"<a>" * 5 * MB],
    "names without number": [HEAD, *(b"<a%d/>" % number for number in range(10**6)), TAIL],
    "attributes without number": [HEAD, *(b"<a b%d=''/>" % number for number in range(10**6)), TAIL],
    "namespaces without number": [HEAD, *(b"<a xmlns:n%d='n'/>" % number for number in range(10**6)), TAIL],
    "factors without number": [
        HEAD,
        b"<Child><CINdetails><Assessments>",
        b"<AssessmentFactors>3B</AssessmentFactors>" * 400_000,
        b"</Assessments></CINdetails></Child>",
        TAIL,
    ],
}


@pytest.mark.parametrize("name", ENDLESS_XML)
def test_a_return_with_something_that_does_not_end_is_refused(tmp_path, places, name):
    path = written(tmp_path / "return.xml", *ENDLESS_XML[name])
    with refused("it is not a census return"):
        events_of(path, places)


def test_a_long_comment_and_a_schema_of_a_return_are_read(tmp_path, places):
    schema = b'<Message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="cin.xsd">'
    child = (
        b"<Child><ChildIdentifiers><LAchildID>a</LAchildID></ChildIdentifiers><CINdetails>"
        b"<CINreferralDate>2023-05-01</CINreferralDate></CINdetails></Child>"
    )
    path = written(
        tmp_path / "return.xml", HEAD.replace(b"<Message>", schema), b"<!--", b"x" * 100_000, b"-->", child * 500, TAIL
    )
    found = events_of(path, places)
    assert (len(found.events), len(found.rejected)) == (1, 499)


def test_a_year_of_five_thousand_digits_is_refused(tmp_path, places):
    path = written(tmp_path / "return.xml", HEAD.replace(b"2024", b"2" * 5_000), TAIL)
    with refused("it is of the year"):
        events_of(path, places)


# ---------------------------------------------------------------- whatever is no file


def pipe(path):
    os.mkfifo(path)


def loop(path):
    path.symlink_to(path.name)


def folder(path):
    path.mkdir()


def device(path):
    path.symlink_to("/dev/zero")


def sparse(path):
    """Three gibibytes that take no room on the disk."""
    with path.open("wb") as file:
        file.truncate(3 * 1024 * MB)


NO_FILES = {
    pipe: "a pipe or a device",
    device: "a pipe or a device",
    loop: "cannot be read",
    folder: "is not a file",
    sparse: "3,221,225,472 bytes",
}


@pytest.mark.parametrize("make", [pipe, device, loop, sparse])
@pytest.mark.parametrize("suffix", ["csv", "parquet", "xml"])
def test_what_is_no_file_or_too_large_is_refused_and_never_waited_for(tmp_path, places, make, suffix):
    make(tmp_path / f"events.{suffix}")
    with refused(NO_FILES[make]):
        events_of(tmp_path / f"events.{suffix}", places)


@pytest.mark.parametrize("make", NO_FILES)
def test_lookups_and_counts_are_held_to_the_same(tmp_path, places, make):
    make(tmp_path / "given.csv")
    with refused(NO_FILES[make]):
        read_lookup(tmp_path / "given.csv", "postcode", is_postcode=True)
    with refused(NO_FILES[make]):
        read_counts(tmp_path / "given.csv", places)


@pytest.mark.parametrize("make", NO_FILES)
def test_a_folder_with_a_csv_that_is_no_file_is_refused(tmp_path, places, make):
    written(tmp_path / "ChildIdentifiers.csv", "LAchildID\na\n")
    written(tmp_path / "CINdetails.csv", "LAchildID,CINreferralDate\na,2023-05-01\n")
    make(tmp_path / "Anything.csv")
    with refused(NO_FILES[make]):
        events_of(tmp_path, places)


def test_a_folder_of_too_many_files_is_refused_before_it_is_listed(tmp_path, places):
    made = written(tmp_path / "0.csv", "LAchildID\n")
    for number in range(1, 20_000):
        os.link(made, tmp_path / f"{number}.csv")
    with refused("more than 1,000 files"):
        events_of(tmp_path, places)


@pytest.fixture
def base(tmp_path):
    """A published warehouse that knows one authority and no more."""
    path = tmp_path / "base.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_lsoas_by_la_code as "
            f"select 'E01900001' as lsoa_code, 2021 as lsoa_edition, '{HERE}' as la_code"
        )
        connection.execute(
            "create table marts.dim_local_authorities as "
            f"select '{HERE}' as la_code, 'Velmavane' as la_name, '944' as old_la_code, true as is_current"
        )
    return path


@pytest.mark.parametrize("given", ["file", "children", "postcodes"])
def test_what_is_not_there_is_said_before_anything_is_read(tmp_path, base, given):
    path = written(tmp_path / "events.csv", f"{HEADER}\n", "broken\n")
    asked = {"file": path, given: tmp_path / "nowhere.csv"}
    with refused("nowhere.csv is not there"):
        run_extract(Request(la_code=HERE, **asked), base, DataTree(tmp_path / "private"), print)
    assert not (tmp_path / "private").exists()


def test_a_path_that_is_too_long_is_refused(tmp_path, base):
    path = tmp_path / ("deep/" * 2_000) / "events.csv"
    with refused("cannot be read"):
        run_extract(Request(la_code=HERE, file=path), base, DataTree(tmp_path / "private"), print)


def test_a_table_of_counts_is_landed_whole_and_not_row_by_row(tmp_path):
    cells = [(f"E01{number:06d}", 2024, "cpp", "total", "total", 2, 50) for number in range(20_000)]
    begun = time.process_time()
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute(META)
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_lsoa_children as "
            "select 'E01000001' as lsoa_code, 2021 as lsoa_edition, 300 as children_0_17_count"
        )
        land_cells(connection, "extract_x", cells, 2021)
        landed = connection.execute("select * exclude (dataset_id) from raw.csc__lsoa_counts order by lsoa_code")
        assert landed.fetchall() == cells
    assert time.process_time() - begun < SECONDS
