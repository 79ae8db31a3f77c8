import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsers import PARSERS, Reading
from ingestion.parsers.csv_text import read_csv
from ingestion.problems import DataProblem

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
HEADER = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]) | st.sampled_from(' ,"\n'), min_size=1)


@st.composite
def tables(draw) -> tuple[list[str], list[list[str]]]:
    """A header of names that differ once stripped, and rows of any text."""
    header = draw(st.lists(HEADER.filter(str.strip), min_size=1, max_size=4, unique_by=str.strip))
    return header, draw(st.lists(st.lists(ANY_TEXT, min_size=len(header), max_size=len(header)), max_size=5))


@settings(max_examples=100, deadline=None, database=None)
@given(tables())
def test_any_table_of_text_is_read_back_with_empty_text_as_null(table):
    header, rows = table
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    received = read_csv(text.getvalue().encode())
    assert received.column_names == [name.strip() for name in header]
    assert [list(row.values()) for row in received.to_pylist()] == [[cell or None for cell in row] for row in rows]


def test_every_column_is_text_and_nothing_is_cast():
    received = read_csv(b"code,visits,rate,day\n007,1.0,1e3,2025-03-31\n")
    assert received.schema.types == [pa.string()] * 4
    assert received.to_pylist() == [{"code": "007", "visits": "1.0", "rate": "1e3", "day": "2025-03-31"}]


def test_markers_and_words_for_nothing_stay_as_published():
    received = read_csv(b"visits\nc\n..\nNA\nnull\n-\n")
    assert received["visits"].to_pylist() == ["c", "..", "NA", "null", "-"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_byte_order_mark_and_line_ends_change_nothing(start, end):
    content = start + end.join([b"la_code,visits", b"E06000001,12", b""])
    assert read_csv(content).to_pylist() == [{"la_code": "E06000001", "visits": "12"}]


def test_quotes_hold_commas_newlines_and_quotes():
    received = read_csv(b'name,note\r\n"Bournemouth, Poole","first\nsecond ""line"""\r\n')
    assert received.to_pylist() == [{"name": "Bournemouth, Poole", "note": 'first\nsecond "line"'}]


def test_quoted_newlines_are_kept_in_files_of_many_blocks():
    received = read_csv(b"name,visits\n" + b'"Adur\nand Arun",12\n' * 200_000)
    assert (received.num_rows, set(received["name"].to_pylist())) == (200_000, {"Adur\nand Arun"})


def test_an_empty_cell_is_null_quoted_or_not():
    assert read_csv(b'a,b,c\n,"",0\n').to_pylist() == [{"a": None, "b": None, "c": "0"}]


def test_spaces_around_headers_are_dropped_and_those_of_cells_kept():
    assert read_csv(b"LAD name , IMD\t\nAdur , 1\n").to_pylist() == [{"LAD name": "Adur ", "IMD": " 1"}]


def test_a_header_may_hold_a_comma_and_a_newline():
    assert read_csv(b'code,"Education, Skills\nand Training"\nE01,2\n').column_names == [
        "code",
        "Education, Skills\nand Training",
    ]


def test_a_header_in_a_later_row_is_found_under_notes_and_blank_lines():
    content = b'Table 1: visits, "provisional"\n\ncode,visits\nE06,12\n'
    assert read_csv(content, header_row=3).to_pylist() == [{"code": "E06", "visits": "12"}]


@pytest.mark.parametrize("content", [b"la_code,visits\n", b"la_code,visits", b"la_code,visits\r\n\r\n"])
def test_a_file_of_a_header_alone_is_a_table_without_rows(content):
    received = read_csv(content)
    assert (received.column_names, received.num_rows) == (["la_code", "visits"], 0)


def test_a_last_row_without_a_line_end_is_read():
    assert read_csv(b"la_code,visits\nE06,12").to_pylist() == [{"la_code": "E06", "visits": "12"}]


def test_a_declared_encoding_is_used_for_header_and_cells():
    content = "naïve,£\ncafé,½\n".encode("windows-1252")
    assert read_csv(content, encoding="windows-1252").to_pylist() == [{"naïve": "café", "£": "½"}]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content):
    with pytest.raises(DataProblem, match=r"^it is empty, where comma-separated text is declared; download it again$"):
        read_csv(content)


def test_a_file_without_a_header_is_refused():
    with pytest.raises(DataProblem, match=r"^it is empty in line 1, where its header should be$"):
        read_csv(b" , \n1,2\n")


def test_a_header_row_beyond_the_end_is_refused():
    with pytest.raises(DataProblem, match=r"^it is empty in line 5, where its header should be$"):
        read_csv(b"la_code,visits\nE06,12\n", header_row=5)


def test_repeated_headers_are_refused_by_name():
    with pytest.raises(DataProblem, match=r"^its header holds \['visits'\] more than once$"):
        read_csv(b"visits,la_code,visits \n1,E06,2\n")


@pytest.mark.parametrize(("row", "width"), [(b"E06,12", 2), (b"E06,12,3,4", 4)])
def test_a_ragged_row_is_refused_with_the_row(row, width):
    with pytest.raises(DataProblem, match=f"Expected 3 columns, got {width}: {row.decode()}"):
        read_csv(b"la_code,visits,calls\n" + row + b"\nE07,1,2\n")


def test_a_file_that_ends_in_the_middle_of_a_line_was_cut_short():
    with pytest.raises(
        DataProblem, match=r"^it was cut short: its last line has 2 of 3 columns \('E06,12'\); download"
    ):
        read_csv(b"la_code,visits,calls\nE07,1,2\nE06,12")


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_another_separator_is_told_as_such(sign, name):
    text = "la_code,visits,calls\nE07,1,2\n".replace(",", sign)
    with pytest.raises(
        DataProblem, match=rf"^its columns are separated by {name}, not by commas; save it as comma-sep"
    ):
        read_csv(text.encode())


def test_text_in_utf_8_is_refused_where_another_encoding_is_declared():
    with pytest.raises(DataProblem, match=r"^it is text in UTF-8, where windows-1252 is declared"):
        read_csv("name,visits\ncafé,1\n".encode(), encoding="windows-1252")


def test_a_quote_that_never_closes_is_refused_before_it_swallows_rows():
    with pytest.raises(DataProblem, match="quotation mark in it is opened and never closed"):
        read_csv(b'name,visits\nAdur,"12\nArun,13\n')


def test_text_after_a_closed_quote_in_the_header_is_refused():
    with pytest.raises(DataProblem, match=r"^its header in line 1 is not well-formed CSV"):
        read_csv(b'"name"s,visits\nAdur,12\n')


@pytest.mark.parametrize("content", [b"caf\xe9,visits\na,1\n", b"name,visits\ncaf\xe9,1\n"])
def test_another_encoding_than_declared_is_refused_with_what_to_write(content):
    with pytest.raises(DataProblem, match=r"^it is text in windows-1252 .+ utf-8 .+ write that as `encoding:`"):
        read_csv(content)


def test_bytes_that_are_no_text_far_into_a_file_are_refused():
    with pytest.raises(DataProblem, match=r"windows-1252 or another .+, where utf-8 is declared"):
        read_csv(b"name,visits\n" + b"Adur,1\n" * 5000 + b"caf\xe9,1\n")


def test_bytes_that_a_declared_encoding_does_not_have_are_refused():
    with pytest.raises(DataProblem, match=r"^it is not text in windows-1252"):
        read_csv(b"name,visits\n" + b"Adur,1\n" * 5000 + b"\x81,1\n", encoding="windows-1252")


def test_an_encoding_that_does_not_exist_is_refused():
    with pytest.raises(DataProblem, match="unknown encoding: utf-88"):
        read_csv(b"name,visits\nAdur,1\n", encoding="utf-88")


def test_the_parser_of_the_registry_passes_encoding_and_header_row():
    reading = Reading(encoding="windows-1252", header_row=2)
    assert PARSERS["csv"](b"note\ncaf\xe9\n1\n", reading).to_pylist() == [{"café": "1"}]
