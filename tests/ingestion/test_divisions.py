"""Parts that do not add up to the whole stop the build, with the line to write."""

import csv
from datetime import date

import pyarrow as pa
import pytest

from ingestion.checks import Parsed
from ingestion.divisions import LOOKUPS, check_divisions, checked_changes
from ingestion.fetch import fetch, plan
from ingestion.mirror import Mirror
from ingestion.paths import PLACE_PARTS, DataTree
from ingestion.places import AuthorityList, PlaceChange, PlacePart, place_changes
from ingestion.problems import DataProblem
from ingestion.registry import load_sources

COUNTY, EAST, WEST, NEIGHBOUR = "E10000001", "E06000901", "E06000902", "E06000001"
LISTED = AuthorityList(codes=frozenset({COUNTY, NEIGHBOUR}), as_at=date(2023, 4, 1))
CHANGES = [
    PlaceChange(from_la_code=COUNTY, to_la_code=code, change_date=date(2027, 4, 1), kind="split", to_la_name=name)
    for code, name in ((EAST, "East"), (WEST, "West"))
]
# Ashby and Borley are districts of the county, Corley was one that Borley took in; the third LSOA was two in 2011.
LSOAS = {"E01000001": COUNTY, "E01000002": COUNTY, "E01000003": COUNTY, "E01000004": COUNTY, "E01000009": NEIGHBOUR}
EXACT = [
    ("E01000001", "E01000001", "E07000001", "Ashby"),
    ("E01000002", "E01000002", "E07000002", "Borley"),
    ("E01000005", "E01000003", "E07000002", "Borley"),
    ("E01000006", "E01000003", "E07000002", "Borley"),
    ("E01000004", "E01000004", "E07000002", "Borley"),
    ("E01000009", "E01000009", "E06000001", "Nearby"),
]
OF_2018 = {
    "E01000001": ("E07000001", "Ashby"),
    "E01000002": ("E07000002", "Borley"),
    "E01000005": ("E07000002", "Borley"),
    "E01000006": ("E07000002", "Borley"),
    "E01000004": ("E07000003", "Corley"),
    "E01000009": ("E06000001", "Nearby"),
}
PARTS = [(EAST, "E07000001"), (WEST, "E07000002")]


@pytest.fixture
def tables():
    names = {COUNTY: "Midshire", NEIGHBOUR: "Nearby"}
    lsoas = [{"lsoa_code": lsoa, "la_code": code, "la_name": names[code]} for lsoa, code in LSOAS.items()]
    columns = ("lsoa_code_2011", "lsoa_code_2021", "lad_code", "lad_name")
    districts = [{"lsoa_code": lsoa, "lad_code": code, "lad_name": name} for lsoa, (code, name) in OF_2018.items()]
    exact = [dict(zip(columns, row, strict=True)) for row in EXACT]
    return {name: pa.Table.from_pylist(rows) for name, rows in zip(LOOKUPS, (lsoas, exact, districts), strict=True)}


def part(to_la_code: str, part_code: str) -> PlacePart:
    return PlacePart(from_la_code=COUNTY, to_la_code=to_la_code, part_code=part_code)


def refusal(tables, parts, changes=CHANGES) -> str:
    with pytest.raises(DataProblem) as refused:
        check_divisions(changes, [part(*given) for given in parts], tables, LISTED)
    return str(refused.value)


@pytest.mark.parametrize(
    "parts",
    [
        PARTS,
        [*PARTS[:1], (WEST, "E01000002"), (WEST, "E01000003"), (WEST, "E01000004")],
        [(EAST, "E07000001"), (EAST, "E07000003"), (WEST, "E01000002"), (WEST, "E01000003")],
        [*PARTS, (WEST, "E01000005")],
    ],
    ids=["districts", "LSOAs", "a district of 2018", "an LSOA of 2011 that is no more"],
)
def test_parts_that_add_up_to_the_county_pass(tables, parts):
    check_divisions(CHANGES, [part(*given) for given in parts], tables, LISTED)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (PARTS[:1], f"{COUNTY} gives way to {WEST} on 2027-04-01 (split) without a part: add a line"),
        ([*PARTS, (EAST, "E07000002")], "E07000002 (Borley) of E10000001 (Midshire) is in more than one part"),
        ([*PARTS, (EAST, "E01000003")], "E01000003 of E10000001 (Midshire) is in more than one part"),
        ([*PARTS, (EAST, "E07000099")], "names no district of 2018 or 2022 and no LSOA: correct E07000099"),
        ([*PARTS, (EAST, "E06000001")], "E06000001 (Nearby) does not lie in E10000001 (Midshire)"),
        ([*PARTS, ("E06000999", "E07000001")], "is a part of no split or merge in place_changes.csv"),
    ],
    ids=["without parts", "overlapping districts", "overlapping LSOAs", "no such district", "elsewhere", "no change"],
)
def test_parts_that_do_not_are_refused_by_name(tables, parts, said):
    assert said in refusal(tables, parts)


def test_a_district_left_out_is_answered_with_the_line_that_makes_it_pass(tables):
    given = [(EAST, "E07000001"), (WEST, "E07000003")]
    said = refusal(tables, given)
    assert "E01000002 of E10000001 (Midshire) is in no part" in said
    line = f"{COUNTY},{WEST},E01000002,"
    assert f"`{line}`" in said
    pasted = [*given, (WEST, line.split(",")[2])]
    assert "E01000002" not in refusal(tables, pasted)
    check_divisions(CHANGES, [part(*one) for one in [*pasted, (WEST, "E01000003")]], tables, LISTED)


def test_a_split_without_parts_stops_before_any_lookup_is_read():
    assert "without a part" in refusal({}, [])


def test_a_new_authority_without_a_name_is_refused(tables):
    nameless = [
        PlaceChange(from_la_code=COUNTY, to_la_code=code, change_date=date(2027, 4, 1), kind="split")
        for code in (EAST, WEST)
    ]
    assert f"{EAST} has no name: write it as to_la_name" in refusal(tables, PARTS, nameless)


def test_a_split_of_an_authority_that_is_not_there_is_refused(tables):
    unknown = [
        PlaceChange(
            from_la_code="E10000099", to_la_code=EAST, change_date=date(2027, 4, 1), kind="split", to_la_name="East"
        )
    ]
    with pytest.raises(DataProblem, match="E10000099 is no authority of 2023-04-01 and no change leads to it"):
        check_divisions(
            unknown, [PlacePart(from_la_code="E10000099", to_la_code=EAST, part_code="E07000001")], tables, LISTED
        )


def test_parts_before_the_day_of_the_lookup_must_be_those_of_the_lookup(tables):
    """The county of the lookup took Ashby from one authority and the rest from another in 2020."""
    changes = [
        PlaceChange(from_la_code=code, to_la_code=COUNTY, change_date=date(2020, 4, 1), kind="merge", to_la_name="Mid")
        for code in (EAST, WEST)
    ]
    parts = [PlacePart(from_la_code=code, to_la_code=COUNTY, part_code=district) for code, district in PARTS]
    check_divisions(changes, parts, tables, LISTED)
    with pytest.raises(DataProblem, match=f"`{EAST},{COUNTY},E07000001,Ashby` or `{WEST},{COUNTY},E07000001,Ashby`"):
        check_divisions(
            changes, [PlacePart(from_la_code=EAST, to_la_code=COUNTY, part_code="E07000003"), parts[1]], tables, LISTED
        )


def test_a_division_of_a_recoded_authority_is_followed_through_the_recode(tables):
    recode = PlaceChange(from_la_code=COUNTY, to_la_code="E10000002", change_date=date(2025, 4, 1), kind="recode")
    later = [
        PlaceChange(
            from_la_code="E10000002", to_la_code=code, change_date=date(2027, 4, 1), kind="split", to_la_name="X"
        )
        for code in (EAST, WEST)
    ]
    parts = [PlacePart(from_la_code="E10000002", to_la_code=code, part_code=district) for code, district in PARTS]
    check_divisions([recode, *later], parts, tables, LISTED)
    with pytest.raises(DataProblem, match="E07000001 \\(Ashby\\) of E10000002 is in no part"):
        check_divisions([recode, *later], [*parts[1:], PlacePart(
            from_la_code="E10000002", to_la_code=EAST, part_code="E01000005",
        )], tables, LISTED)  # fmt: skip


@pytest.fixture(scope="module")
def published(mirror, tmp_path_factory):
    """The three lookups of the mirror."""
    tree = DataTree(tmp_path_factory.mktemp("lookups"))
    wanted = [file for file in plan(load_sources()) if file.table.name in LOOKUPS]
    landed = fetch(wanted, tree, mirror=Mirror(mirror), progress=lambda *_: None)
    return {file.wanted.table.name: Parsed(file).table for file in landed}


def test_every_declared_part_adds_up_by_the_published_lookups(published):
    codes = frozenset(code for code in published[LOOKUPS[0]]["la_code"].to_pylist() if code.startswith("E"))
    listed = AuthorityList(codes=codes, as_at=date(2023, 4, 1))
    assert checked_changes(published, listed, is_synthetic=False) == place_changes()


def test_every_declared_part_bears_its_published_name(published):
    real = {change.from_la_code for change in place_changes()}
    with PLACE_PARTS.open(encoding="utf-8", newline="") as lines:
        declared = {row["part_code"]: row["part_name"] for row in csv.DictReader(lines) if row["from_la_code"] in real}
    names = dict(zip(*(published[LOOKUPS[2]][name].to_pylist() for name in ("lad_code", "lad_name")), strict=True))
    assert declared == {code: names[code] for code in declared}
