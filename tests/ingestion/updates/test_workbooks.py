"""Workbooks of a new release: sheets and header rows that moved, and two issues of one year side by side."""

from decimal import Decimal
from functools import partial

import pytest
import yaml

from ingestion.checks import Parsed
from ingestion.mirror import Mirror
from ingestion.paths import SOURCES, DataTree
from ingestion.registry import load_source
from ingestion.updates.candidates import CandidateFiles, from_mirror
from ingestion.updates.draft import draft
from ingestion.updates.earlier import EarlierFiles
from tests.ingestion.parsers.test_workbook import xlsx
from tests.ingestion.updates.pasting import checked, landed_of, pasted

OUTTURN = "mhclg_revenue_outturn"
TABLE = "mhclg__social_care_outturn"
NET = " - Net Current Expenditure (C7 = C3 - C6)"
LINES = {
    "Children's social care: Sure start children's centres and early years": 10,
    "Children's social care - Children Looked After": 20,
    "Children's social care - Children Looked After of which residential care": 8,
    "Children's social care - Children Looked After of which fostering services": 6,
    "Children's social care - Children Looked After of which asylum seeking children who are looked after": 4,
    "Children's social care - Children Looked After of which other": 2,
    "Children's social care - Other children's and families services": 30,
    "Children's social care - Family Support Services": 40,
    "Children's social care - Youth Justice": 50,
    "Children's social care: Safeguarding children and young people\u2019s services": 60,
    "Children's social care - Asylum Seekers": 70,
    "Children's social care: Services for young people": 80,
    "TOTAL CHILDREN SOCIAL CARE": 360,
}
AUTHORITIES = {"E06000001": "Ambry", "E06000002": "Brackwater", "E06000003": "Calder Vale"}


def sheet(certification: str, authorities: list[str], header_row: int = 7) -> list[list[str | int]]:
    """A sheet of the revenue outturn: notes, the header, some authorities, and rows that are left out."""
    notes: list[list[str | int]] = [["Revenue outturn, children's social care"]] * (header_row - 1)
    header = ["E-code", "ONS Code", "Local authority", "Class", certification, *(line + NET for line in LINES)]
    rows = [[f"E{code[3:5]}01", code, AUTHORITIES[code], "UA", "Yes", *LINES.values()] for code in authorities]
    district = ["E0701", "E07000001", "Dale", "SD", "Yes", *(0 for _ in LINES)]
    return [*notes, header, *rows, district]


def workbook(name: str, certification: str = "Certification", authorities: list[str] | None = None, row: int = 7):
    rows = sheet(certification, list(AUTHORITIES) if authorities is None else authorities, row)
    return xlsx({"Front_Page": [["Revenue outturn"]], name: rows, "Notes": [["Note 1", "A note"]]})


@pytest.fixture
def declared():
    """The committed declaration of the outturn, for three authorities and a workbook of one release, 2024."""
    given = yaml.safe_load((SOURCES / f"{OUTTURN}.yml").read_text(encoding="utf-8"))
    (table,) = [table | {"rows": {"min": 1, "max": 9}} for table in given["tables"] if table["name"] == TABLE]
    columns = {name: {**column, "was": {}} for name, column in table["columns"].items()}
    member = {"file": "RO3_2023-24.xlsx", "sheet": "RO3_LA_Data_2023-24", "header_row": 7, "sha256": "unpinned"}
    release = {"vintage": 2024, "published_on": None, "url": None, "note": "Invented.", "mirror": "la-finance/2023-24/",
               "members": {TABLE: member}}  # fmt: skip
    return given | {"tables": [table | {"columns": columns}], "releases": [release]}


def load(declared, folder):
    path = folder / f"{OUTTURN}.yml"
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return load_source(path)


def offered(content: bytes, name: str = "RO3_2024-25.xlsx") -> CandidateFiles:
    return CandidateFiles(files={name: partial(bytes, content)}, url=None)


@pytest.mark.parametrize(
    ("name", "row"),
    [("RO3_LA_Data_2024-25", 7), ("RO3_LA_Data_202425", 7), ("Children", 7), ("RO3_LA_Data_2024-25", 12), ("Data", 3)],
)
def test_a_sheet_is_found_whatever_its_name_and_wherever_its_header(declared, tmp_path, name, row):
    drafted = draft(load(declared, tmp_path), Decimal(2025), offered(workbook(name, row=row)), "file")
    (found,) = drafted.found
    assert (found.member.sheet, found.member.header_row, found.look) == (name, row, "")
    assert (found.rows_count, found.changes.to_paste) == (3, [])


def test_a_workbook_without_such_a_sheet_is_not_used(declared, tmp_path):
    other = xlsx({"Front_Page": [["Revenue outturn"]], "Pay": [["code", "pay"], ["E06000001", 1]]})
    drafted = draft(load(declared, tmp_path), Decimal(2025), offered(other, "pay.xlsx"), "file")
    assert (drafted.found, drafted.unused) == ([], ["pay.xlsx"])


def test_two_issues_of_a_year_are_drafted_pasted_and_checked_side_by_side(declared, tmp_path):
    """The first issue has one authority and another header, the second has all three."""
    issues = {
        "2025.1": workbook("RO3_LA_Data_2024-25", "Certified by", ["E06000001"]),
        "2025.2": workbook("RO3_LA_Data_2024-25", "Signed off", list(AUTHORITIES)),
    }
    mirror = tmp_path / "mirror"
    for vintage, content in issues.items():
        inside = f"la-finance/2024-25{vintage[4:]}/"
        (mirror / inside).mkdir(parents=True)
        (mirror / inside / "RO3_2024-25.xlsx").write_bytes(content)
        candidates = from_mirror(Mirror(mirror), inside, None)
        drafted = draft(load(declared, tmp_path), Decimal(vintage), candidates, "file")
        pasted(declared, drafted, tmp_path)
        declared = yaml.safe_load((tmp_path / f"{OUTTURN}.yml").read_text(encoding="utf-8"))
        (unsure,) = drafted.found[0].changes.unsure  # a person has read the guidance and takes away the #
        declared["tables"][0]["columns"] |= yaml.safe_load(f"{{{unsure.line}}}")
    assert declared["tables"][0]["columns"]["certification"]["was"] == {
        ">=2025.2": "Signed off",
        "2025-2025.1": "Certified by",
    }
    source = load(declared, tmp_path)
    headers = [source.table(TABLE).headers(Decimal(v))["certification"] for v in ("2024", "2025.1", "2025.2", "2026")]
    assert headers == ["Certification", "Certified by", "Signed off", "Signed off"]
    for vintage, rows in (("2025.1", 1), ("2025.2", 3)):
        assert all(finding.passed for finding in checked(source, Decimal(vintage), mirror, tmp_path / "data"))
        (landed,) = landed_of(source, Decimal(vintage), mirror, DataTree(tmp_path / "data"))
        assert Parsed(landed).table.num_rows == rows


def test_the_figures_of_another_issue_of_the_year_make_the_second_certain(declared, tmp_path):
    """The files of two issues hold one year each and no year in their rows: the same year can be compared."""
    mirror = tmp_path / "mirror"
    for issue, name in ((1, "RO3_2024-25.xlsx"), (2, "outturn.xlsx")):
        folder = mirror / "la-finance" / f"2024-25.{issue}"
        folder.mkdir(parents=True)
        (folder / name).write_bytes(workbook("RO3_LA_Data_2024-25"))
    member = declared["releases"][0]["members"][TABLE] | {"file": "RO3_2024-25.xlsx", "sheet": "RO3_LA_Data_2024-25"}
    first = declared["releases"][0] | {"vintage": 2025.1, "mirror": "la-finance/2024-25.1/", "members": {TABLE: member}}
    source = load(declared | {"releases": [*declared["releases"], first]}, tmp_path)
    candidates = from_mirror(Mirror(mirror), "la-finance/2024-25.2/", None)
    drafted = draft(source, Decimal("2025.2"), candidates, "file", EarlierFiles(source, mirror=Mirror(mirror)))
    assert [(found.name, found.look) for found in drafted.found] == [("outturn.xlsx", "")]
