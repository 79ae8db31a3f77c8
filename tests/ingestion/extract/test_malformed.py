"""Sixty files that something is wrong with: each is refused in words, or its bad rows are held back and counted."""

import pytest

from ingestion.problems import DataProblem
from tests.ingestion.extract.conftest import GOOD, HEADER

REFUSED = {
    "empty file": (b"", "no header"),
    "header alone": (HEADER.encode(), "no rows"),
    "only a byte-order mark": (b"\xef\xbb\xbf", "no header"),
    "blank lines alone": (b"\n\n\n", "no header|no rows"),
    "Windows-1252 text": (f"{HEADER}\n{GOOD}\n".encode() + b"caf\xe9,referral,2023-05-01,,,,,,,,\n", "not UTF-8"),
    "UTF-16 text": (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "not UTF-8"),
    "a quote never closed": (f'{HEADER}\n"c1,referral,2023-05-01\n'.encode(), "cannot be read as CSV"),
    "text after a closing quote": (f'{HEADER}\n"c1"x,referral,2023-05-01,,,,,,,,\n'.encode(), "cannot be read as CSV"),
    "a field of a million characters": (f"{HEADER}\n{'x' * 1_000_000},referral,,,,,,,,,\n".encode(), "as CSV"),
    "no child id column": (b"event,event_date,lsoa_code\nreferral,2023-05-01,E01900001\n", "child_id"),
    "no event column": (b"child_id,event_date,lsoa_code\nc1,2023-05-01,E01900001\n", "lacks the column event"),
    "no date column": (b"child_id,event,lsoa_code\nc1,referral,E01900001\n", "event_date"),
    "no place column": (b"child_id,event,event_date\nc1,referral,2023-05-01\n", "neither lsoa_code nor postcode"),
    "a column twice": (b"child_id,child_id,event,event_date,lsoa_code\na,b,referral,2023-05-01,E0\n", "more than"),
    "a spreadsheet called CSV": (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), "UTF-8|CSV|header|rows"),
    "binary noise": (bytes(range(256)) * 40, "UTF-8|CSV|header"),
    "semicolons for commas": (HEADER.replace(",", ";").encode() + b"\nc1;referral;2023-05-01\n", "lacks the column"),
}  # fmt: skip

REFUSED_XML = {
    "an empty return": (b"", "not complete XML"),
    "not XML": (b"child_id,event\n", "not complete XML"),
    "cut off in a child": (b"<Message><Header/><Children><Child><ChildIdentifiers>", "not complete XML"),
    "cut off after a child": (b"<Message><Children><Child></Child>", "not complete XML"),
    "two roots": (b"<Message></Message><Message></Message>", "not complete XML"),
    "crossed tags": (b"<Message><Children><Child></Children></Child></Message>", "not complete XML"),
    "nested entities": (
        b'<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><Message>&b;</Message>',
        "document type",
    ),
    "an external entity": (b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>', "document"),
    "an unknown entity": (b"<Message>&nbsp;</Message>", "not complete XML"),
    "a wrong declared encoding": (b'<?xml version="1.0" encoding="utf-8"?><Message>\xe9</Message>', "not complete XML"),
    "an unheard-of encoding": (b'<?xml version="1.0" encoding="klingon"?><Message/>', "encoding"),
    "a value of a million characters": (b"<Message><Year>" + b"9" * 1_000_000 + b"</Year></Message>", "longer than"),
    "another root": (b"<html><body/></html>", "no Message"),
    "another collection": (
        b"<Message><Header><Collection>SSDA903</Collection><Year>2023</Year></Header></Message>", "not of CIN"
    ),
    "no year": (b"<Message><Header><Collection>CIN</Collection></Header></Message>", "of the year ''"),
    "a year to come": (b"<Message><Header><Year>2031</Year></Header></Message>", "2031"),
    "a year in words": (b"<Message><Header><Year>last</Year></Header></Message>", "last"),
    "a reference day that is none": (
        b"<Message><Header><Year>2023</Year><ReferenceDate>31 March</ReferenceDate></Header></Message>", "reference day"
    ),
    "a NUL byte": (b"<Message>\x00</Message>", "not complete XML"),
}  # fmt: skip

HELD_BACK = {
    "too few fields": ("c2,referral", "the row has 2 fields"),
    "too many fields": (GOOD + ",more,and,more", "fields, the header"),
    "an empty child id": (GOOD.replace("c1", ""), "no child id"),
    "a child id of 500 characters": (GOOD.replace("c1", "x" * 500), "too long"),
    "an unknown event": (GOOD.replace("referral", "referal"), "not an event"),
    "no event": (GOOD.replace("referral", ""), "not an event"),
    "no date": (GOOD.replace("2023-05-01", ""), "no date"),
    "the 30th of February": (GOOD.replace("2023-05-01", "2023-02-30"), "not a date"),
    "an American date": (GOOD.replace("2023-05-01", "05/31/2023"), "not a date"),
    "a date in words": (GOOD.replace("2023-05-01", "1 May 2023"), "not a date"),
    "a number for a date": (GOOD.replace("2023-05-01", "45047"), "not a date"),
    "a date with a tail": (GOOD.replace("2023-05-01", "2023-05-01xyz"), "not a date"),
    "a future date": (GOOD.replace("2023-05-01", "2093-05-01").replace("2023-07-01", ""), "future"),
    "a date of another century": (GOOD.replace("2023-05-01", "1066-10-14"), "before 1990"),
    "an end before the start": (GOOD.replace("2023-07-01", "2023-04-01"), "ends before it starts"),
    "an end that is no date": (GOOD.replace("2023-07-01", "open"), "the end is not a date"),
    "a birth after the event": (GOOD.replace("2015-02-03", "2025-02-03"), "born more than 300 days after"),
    "a birth that is no date": (GOOD.replace("2015-02-03", "unknown"), "day of birth is not a date"),
    "a grown-up": (GOOD.replace("2015-02-03", "1975-02-03"), "older than 25"),
    "an unknown sex": (GOOD.replace(",F,", ",X,"), "sex is not a code"),
    "an unknown ethnicity": (GOOD.replace("WBRI", "ZZZZ"), "ethnicity is not a code"),
    "an unknown category": (GOOD.replace("referral", "cpp").replace("WBRI,,", "WBRI,BAD,"), "category of abuse"),
    "an unknown factor": (GOOD.replace("referral", "assessment").replace("WBRI,,,", "WBRI,,99Z,"), "factor"),
    "a fraction of a plan": (GOOD.replace("referral", "cpp") + "1.5", "number of previous plans"),
    "a postcode without a lookup": (GOOD.replace("E01900001", "XX1 1XX"), "not an LSOA code"),
    "an unknown LSOA": (GOOD.replace("E01900001", "E01999999"), "not an LSOA of England"),
    "an LSOA of another authority": (GOOD.replace("E01900001", "E01900099"), "another authority"),
    "an LSOA of 2011 among those of 2021": (GOOD.replace("E01900001", "E01900011"), "not an LSOA of 2021"),
    "swapped columns": ("referral,c1,E01900001,2023-05-01,2023-07-01,F,2015-02-03,,,WBRI,", "not an event"),
    "the same event again": (GOOD, "an earlier line says the same"),
    "a formula": (GOOD.replace("c1,referral", "c1,=1+1"), "not an event"),
    "a NUL character": (GOOD.replace("F,WBRI", "F\0,WBRI"), "NUL|sex"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_words(sifted, name):
    content, said = REFUSED[name]
    with pytest.raises(DataProblem, match=said):
        sifted(content)


@pytest.mark.parametrize("name", REFUSED_XML)
def test_a_return_that_cannot_be_used_is_refused_in_words(sifted, name):
    content, said = REFUSED_XML[name]
    with pytest.raises(DataProblem, match=said):
        sifted(content, "return.xml")


@pytest.mark.parametrize("name", HELD_BACK)
def test_a_row_that_cannot_be_used_is_held_back_with_its_line_and_no_other_is_lost(sifted, name):
    row, said = HELD_BACK[name]
    other = GOOD.replace("c1", "c9").replace("E01900001", "E01900021")
    found = sifted(f"{HEADER}\n{GOOD}\n{other}\n{row}\n")
    assert (found.read_count, len(found.events), len(found.rejected)) == (3, 2, 1)
    assert found.rejected[0].line == 4
    assert any(part in found.rejected[0].reason for part in said.split("|"))


def test_there_are_at_least_sixty_of_them():
    assert len(REFUSED) + len(REFUSED_XML) + len(HELD_BACK) >= 60


@pytest.mark.parametrize("suffix", ["xlsx", "txt", "json"])
def test_a_file_of_another_kind_is_refused_with_what_is_read(sifted, suffix):
    with pytest.raises(DataProblem, match="save it as one of them"):
        sifted(b"anything", f"extract.{suffix}")


def test_a_damaged_parquet_file_is_refused(sifted):
    with pytest.raises(DataProblem, match="cannot be read as Parquet"):
        sifted(b"PAR1 and no more", "events.parquet")
