import pyarrow as pa

from ingestion.trim import left_out, rows_of_table, with_lacking, without_unused

PLACES = pa.table(
    {
        "code": ["E06000001", "W06000001", None, "E07000001"],
        "class": ["UA", "UA", "note", "SD"],
        "n": ["1", "2", "3", "4"],
    }
)


def test_rows_of_other_places_and_notes_are_left_out_and_counted():
    kept = rows_of_table(PLACES, {"code": r"E0[67]\d{6}", "class": "UA"})
    assert kept["code"].to_pylist() == ["E06000001"]
    [finding] = left_out(PLACES, {"code": r"E06\d{6}"}, "mhclg__outturn@2025")
    assert finding.passed
    assert finding.detail == "3 of 4 rows left out, code: W06… (1), blank (1), E07… (1)"


def test_a_pattern_must_match_in_full():
    assert rows_of_table(PLACES, {"n": "1|"}).num_rows == 1
    assert rows_of_table(PLACES, {"code": "E06"}).num_rows == 0


def test_a_table_without_rules_keeps_every_row_and_says_nothing():
    assert rows_of_table(PLACES, {}) is PLACES
    assert left_out(PLACES, {}, "a@2025") == []


def test_known_columns_that_are_not_used_are_dropped_and_unknown_ones_stay():
    assert without_unused(PLACES, ["Code"], ["c.*"]).column_names == ["code", "n"]


def test_a_stand_in_gets_blank_columns_for_those_it_lacks():
    table = with_lacking(PLACES, ["population"])
    assert table["population"].to_pylist() == [None] * 4
