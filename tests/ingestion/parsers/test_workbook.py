import io
import zipfile
from xml.sax.saxutils import escape

import pyarrow as pa
import pytest

from ingestion.parsers import PARSERS, Reading
from ingestion.parsers.workbook import read_workbook
from ingestion.problems import DataProblem

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODS = "urn:oasis:names:tc:opendocument:xmlns"
DATE_STYLE = 1
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'

Cell = str | float | bool | None


def zipped(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def relationships(**targets: str) -> str:
    links = [
        f'<Relationship Id="{name}" Type="{OFFICE}/{name.rstrip("0123456789")}" Target="{target}"/>'
        for name, target in targets.items()
    ]
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'


def cell(value: Cell) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def xlsx(sheets: dict[str, list[list[Cell]]], extra: str = "") -> bytes:
    """The smallest workbook of these sheets; `extra` goes at the end of each, as it stands."""
    numbered = list(enumerate(sheets.items(), start=1))
    names = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="worksheet{at}"/>' for at, (name, _) in numbered)
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relationships(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/styles.xml": STYLES,
        "xl/_rels/workbook.xml.rels": relationships(
            styles="styles.xml", **{f"worksheet{at}": f"worksheets/{at}.xml" for at, _ in numbered}
        ),
    }
    for at, (_, rows) in numbered:
        body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        files[f"xl/worksheets/{at}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{body}{extra}</sheetData></worksheet>'
    return zipped(files)


def ods(rows: list[list[Cell]]) -> bytes:
    """The smallest workbook of a sheet `Visits` in the format of open documents."""

    def shown(value: Cell) -> str:
        kind = 'string"' if isinstance(value, str) else f'float" office:value="{value}"'
        return f'<table:table-cell office:value-type="{kind}><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(shown, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="{ODS}:{name}:1.0"' for name in ("office", "table", "text"))
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODS}:manifest:1.0"/>',
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Visits">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def read(content: bytes, sheet: str | None = None, header_row: int = 1) -> list[dict[str, str | None]]:
    return read_workbook(content, sheet=sheet, header_row=header_row).to_pylist()


def test_a_sheet_is_read_by_its_name():
    workbook = xlsx({"Notes": [["Read me"]], "IMD2019": [["code", "rank"], ["E01000001", 12]]})
    assert read(workbook, sheet="IMD2019") == [{"code": "E01000001", "rank": "12"}]


def test_the_first_sheet_is_read_when_none_is_named():
    assert read(xlsx({"One": [["code"], ["E01"]], "Two": [["name"], ["Adur"]]})) == [{"code": "E01"}]


def test_an_open_document_is_read_like_any_workbook():
    workbook = ods([["code", "rank"], ["E01", 12], ["E02", 0.5]])
    assert read(workbook) == read(workbook, sheet="Visits")
    assert read(workbook) == [{"code": "E01", "rank": "12"}, {"code": "E02", "rank": "0.5"}]


def test_every_column_is_text_and_whole_numbers_have_no_decimal_point():
    received = read_workbook(xlsx({"A": [["n"], [3], [3.0], [1234567890], [0.25], [-1]]}), sheet=None, header_row=1)
    assert received.schema.types == [pa.string()]
    assert received["n"].to_pylist() == ["3", "3", "1234567890", "0.25", "-1"]


def test_text_that_looks_like_a_number_keeps_its_zeros():
    assert read(xlsx({"A": [["code", "mark"], ["007", "1.0"]]})) == [{"code": "007", "mark": "1.0"}]


def test_days_and_truths_read_as_a_workbook_shows_them():
    day = f'<row><c s="{DATE_STYLE}"><v>45747</v></c><c t="b"><v>1</v></c></row>'
    assert read(xlsx({"A": [["day", "final"]]}, extra=day)) == [{"day": "2025-03-31", "final": "TRUE"}]


def test_the_header_is_found_in_its_row_under_notes_and_blank_rows():
    workbook = xlsx({"A": [["Table 1: visits"], [None], ["code", "visits"], ["E06", 12]]})
    assert read(workbook, header_row=3) == [{"code": "E06", "visits": "12"}]


def test_a_year_or_an_age_in_a_header_is_a_whole_number_too():
    assert read(xlsx({"A": [["code", 0, 2019], ["E06", 5, 6]]})) == [{"code": "E06", "0": "5", "2019": "6"}]


def test_spaces_around_headers_are_dropped_and_those_of_cells_kept():
    assert read(xlsx({"A": [["name ", " rank"], ["Adur ", 1]]})) == [{"name": "Adur ", "rank": "1"}]


def test_empty_cells_are_null_and_empty_rows_are_left_out():
    workbook = xlsx({"A": [["code", "visits"], ["E06", None], [None, None], ["", 3]]})
    assert read(workbook) == [{"code": "E06", "visits": None}, {"code": None, "visits": "3"}]


def test_empty_columns_beside_the_table_are_left_out():
    assert read(xlsx({"A": [["", "code", "", ""], ["", "E06", "", ""]]})) == [{"code": "E06"}]


def test_rows_are_counted_from_the_first_of_the_sheet_though_it_is_empty():
    assert read(xlsx({"A": [[None, None], [None, "code"], [None, "E06"]]}), header_row=2) == [{"code": "E06"}]


def test_a_column_with_figures_and_no_name_is_kept_for_the_check_of_headers():
    assert read(xlsx({"A": [["code", None], ["E06", 3]]})) == [{"code": "E06", "": "3"}]


def test_a_sheet_of_a_header_alone_is_a_table_without_rows():
    received = read_workbook(xlsx({"A": [["code", "visits"]]}), sheet=None, header_row=1)
    assert (received.column_names, received.num_rows) == (["code", "visits"], 0)


def test_a_missing_sheet_is_refused_with_those_that_are_there():
    with pytest.raises(DataProblem, match=r"^it has no sheet 'IMD', only \['Notes', 'IMD2019'\]; if it was renamed"):
        read(xlsx({"Notes": [["Read me"]], "IMD2019": [["code"]]}), sheet="IMD")


def test_repeated_headers_are_refused_by_name():
    with pytest.raises(DataProblem, match=r"^its header in row 1 holds \['code'\] more than once$"):
        read(xlsx({"A": [["code", "visits", "code "], ["E06", 1, "E07"]]}))


@pytest.mark.parametrize(("rows", "header_row"), [([], 1), ([["code"], ["E06"]], 3), ([["code"], [None], ["E06"]], 2)])
def test_a_row_without_a_header_is_refused(rows, header_row):
    with pytest.raises(DataProblem, match=f"^its sheet 'A' is empty in row {header_row}, where its header should be$"):
        read(xlsx({"A": rows}), header_row=header_row)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty, where a workbook"),
        (b"la_code,visits\nE06,12\n", "it is text, where a workbook"),
        (b"<!DOCTYPE html><html></html>", "it is a web page, where a workbook"),
        (xlsx({"A": [["code"]]})[:300], "it is the beginning of a workbook and was cut short; download it again"),
        (zipped({"visits.csv": "la_code,visits\n"}), "it is a zip archive"),
        (xlsx({}), "it is not a readable workbook"),
        (xlsx({"A": [["code"]]}, extra="<row><c><v>1</row>"), "it is not a readable workbook"),
    ],
    ids=["empty", "csv", "web page", "cut short", "another zip", "without sheets", "broken sheet"],
)
def test_what_is_no_workbook_is_told_as_what_it_is(content, said):
    with pytest.raises(DataProblem, match=f"^{said}"):
        read(content)


def test_the_parser_of_the_registry_passes_sheet_and_header_row():
    workbook = xlsx({"Notes": [], "IMD": [["Table 1"], ["code"], ["E01"]]})
    assert PARSERS["workbook"](workbook, Reading(sheet="IMD", header_row=2)).to_pylist() == [{"code": "E01"}]
