import pytest

from ingestion.parsers import format_of
from ingestion.parsers.headers import grouped, numbered


def test_a_header_that_repeats_on_purpose_is_numbered_from_its_second_column():
    assert numbered(["SN1", "SNP", "SN2", "SNP"], ["SNP"]) == ["SN1", "SNP", "SN2", "SNP 2"]


def test_other_headers_that_repeat_stay_and_are_refused_later():
    assert numbered(["a", "a"], ["SNP"]) == ["a", "a"]


def test_the_name_of_a_group_stands_before_each_of_its_columns():
    over = ["", "Looked after", "", "Youth justice"]
    assert grouped(over, ["Code", "Income", "Net", "Income"]) == [
        "Code", "Looked after - Income", "Looked after - Net", "Youth justice - Income"
    ]  # fmt: skip


def test_a_column_without_a_name_gets_none_from_its_group():
    assert grouped(["Group", ""], ["Code", ""]) == ["Group - Code", ""]


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.csv", "csv"), ("a.CSV.gz", "csv"), ("a.ods", "workbook"), ("a.parquet", "parquet"), ("data", "geojson")],
)
def test_a_files_name_says_its_format(name, form):
    assert format_of(name, "geojson") == form
