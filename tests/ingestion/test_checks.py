"""The door: a file that is not what the registry says stops the build, with what to change."""

from decimal import Decimal

import pytest

from ingestion.checks import Parsed, check
from ingestion.completeness import YearsOfFile, newest_year_findings
from ingestion.fetch import Landed, Receipt, Wanted
from ingestion.identity import identity, sha256
from ingestion.paths import PLACE_PARTS, DataTree
from ingestion.places import place_parts
from ingestion.problems import DataProblem
from ingestion.registry import load_source

SOURCE = """
id: example
title: Example
publisher: Example publisher
landing_page: README.md
licence: OGL-UK-3.0
cadence: yearly
parser: csv
layout: ees
tables:
  - name: dfe__example
    description: Example.
    rows: {min: 2, max: 10}
    authorities_of: "03-31"
    columns: {category: {role: label}, plans, plans_percent: {blank: true}}
releases:
  - vintage: 2025
    published_on:
    url:
    members:
      dfe__example: {file: plans.csv, sha256: unpinned}
"""
LOOKUP_SOURCE = """
id: lookup
title: Example lookup
publisher: Example publisher
landing_page: README.md
licence: OGL-UK-3.0
cadence: once
parser: csv
tables:
  - name: ons__lsoa_2021_to_utla
    description: Example lookup.
    rows: {min: 1, max: 9}
    columns: {lsoa_code: {role: key}, la_code: {role: label}}
releases:
  - vintage: 2023
    published_on:
    as_at: 2023-04-01
    url:
    members: {ons__lsoa_2021_to_utla: {file: lookup.csv, sha256: unpinned}}
"""
HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name,category,plans,plans_percent\n"
)
NATIONAL = "2025,Reporting year,National,E92000001,England,,,,,,Plans,30,10.5\n"
AUTHORITY = "2025,Reporting year,Local authority,E92000001,England,E12000001,North,840,E06000047,One,Plans,30,10.5\n"
LOOKUP = "lsoa_code,la_code\nE01000001,E06000047\nW01000001,W06000001\n"


def declared(folder, text):
    path = folder / f"{text.split()[1]}.yml"
    path.write_text(text)
    return load_source(path)


def parsed(folder, source, text):
    """One text as the only file of a source."""
    release = source.releases[0]
    ((table, member),) = release.members.items()
    wanted = Wanted(source=source, release=release, table=source.table(table), member=member)
    path = folder / wanted.name
    path.write_text(text)
    content = path.read_bytes()
    receipt = Receipt(
        sha256=identity(content, wanted.name), received_sha256=sha256(content), bytes=len(content), origin="test",
        retrieved_at="2026-01-01T00:00:00+00:00", authenticity="published", kind="genuine",
    )  # fmt: skip
    return Parsed(Landed(wanted=wanted, path=path, receipt=receipt))


@pytest.fixture
def door(tmp_path):
    """Check one text as the example's file, beside a lookup of its authorities."""
    source, lookup_source = declared(tmp_path, SOURCE), declared(tmp_path, LOOKUP_SOURCE)

    def door(text, lookup=LOOKUP):
        return check([parsed(tmp_path, source, text), parsed(tmp_path, lookup_source, lookup)], DataTree(tmp_path))

    return door


def refusal(door, text, **options):
    with pytest.raises(DataProblem) as refused:
        door(text, **options)
    return str(refused.value)


def test_a_file_that_is_as_declared_passes_every_check(door):
    findings = door(HEADER + NATIONAL + AUTHORITY)
    assert len(findings) > 10
    assert all(finding.passed for finding in findings)


@pytest.mark.parametrize("marker", ["c", "x", "z", "u", "k", "low", ":", "..", "~", "0", "-3", "12.5"])
def test_declared_markers_and_numbers_pass(door, marker):
    assert door(HEADER + NATIONAL + AUTHORITY.replace(",30,", f",{marker},"))


@pytest.mark.parametrize("cell", ["C", "*", "1,510", "n/a", "1e3", "nan", "-", " 7"])
def test_an_unknown_marker_stops_the_build_and_is_named(door, cell):
    said = refusal(door, HEADER + NATIONAL + AUTHORITY.replace(",30,", f',"{cell}",'))
    assert "plans" in said
    assert repr(cell) in said
    assert "ingestion/sources/example.yml" in said


def test_a_blank_measure_stops_the_build_unless_it_is_declared(door):
    assert "blank in 1 cells" in refusal(door, HEADER + NATIONAL + AUTHORITY.replace(",30,", ",,"))
    assert door(HEADER + NATIONAL + AUTHORITY.replace(",10.5", ","))


def test_a_renamed_header_is_answered_with_the_line_that_makes_it_pass(door):
    said = refusal(door, (HEADER + NATIONAL + AUTHORITY).replace("plans,plans_percent", "plan_count,plans_percent"))
    assert "plans: {was: {2025: plan_count}}" in said
    assert "ingestion/sources/example.yml" in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("plans,plans_percent", "plan_count,plans_percent"),
        ("plans,plans_percent", "plans,Percentage of plans"),
        ("category,plans", "Group: all,plans"),
        ("region_code", "region code"),
    ],
)
def test_the_printed_line_pasted_makes_it_pass(door, tmp_path, before, after):
    text = (HEADER + NATIONAL + AUTHORITY.replace(",10.5", ",")).replace(before, after)
    line = refusal(door, text).splitlines()[-1].strip().removeprefix("# ")
    name = line.partition(":")[0]
    columns = {"category": "category: {role: label}", "plans": "plans", "plans_percent": "plans_percent: {blank: true}"}
    columns[name] = line
    written = SOURCE.partition("columns: {")[0] + f"columns: {{{', '.join(columns.values())}}}\nreleases:"
    source = declared(tmp_path, written + SOURCE.partition("releases:")[2])
    lookup = parsed(tmp_path, declared(tmp_path, LOOKUP_SOURCE), LOOKUP)
    assert check([parsed(tmp_path, source, text), lookup], DataTree(tmp_path))


def test_a_new_column_stops_the_build(door):
    said = refusal(door, (HEADER + NATIONAL + AUTHORITY).replace("\n", ",1\n").replace("percent,1", "percent,extra", 1))
    assert "extra" in said


def test_a_repeated_key_stops_the_build(door):
    assert "unique key time_period, geographic_level" in refusal(door, HEADER + NATIONAL + AUTHORITY + AUTHORITY)


def test_too_few_rows_stop_the_build(door):
    assert "number of rows: found 1" in refusal(door, HEADER + AUTHORITY)


def test_an_unknown_year_type_stops_the_build(door):
    said = refusal(door, HEADER + NATIONAL + AUTHORITY.replace("Reporting year", "Academic year"))
    assert "time_identifier" in said
    assert "Academic year" in said


def test_a_code_of_the_wrong_shape_stops_the_build(door):
    assert "E6000047" in refusal(door, HEADER + NATIONAL + AUTHORITY.replace("E06000047", "E6000047"))


def test_an_authority_that_is_missing_is_named(door):
    said = refusal(door, HEADER + NATIONAL + AUTHORITY, lookup=LOOKUP + "E01000002,E06000005\n")
    assert "E06000005" in said


def test_a_joint_return_counts_for_both_authorities(door):
    joint = AUTHORITY.replace("E06000047", "E06000047 / E06000005").replace(",840,", ",840 / 841,")
    assert door(HEADER + NATIONAL + joint, lookup=LOOKUP + "E01000002,E06000005\n")


def test_a_damaged_file_is_refused_by_name(door):
    said = refusal(door, HEADER + NATIONAL + "2025,too,short\n")
    assert "example 2025, file plans.csv" in said


def test_a_verdict_is_remembered_and_a_changed_file_is_judged_anew(door, tmp_path):
    door(HEADER + NATIONAL + AUTHORITY)
    remembered = set((tmp_path / "verdicts").iterdir())
    door(HEADER + NATIONAL + AUTHORITY)
    assert set((tmp_path / "verdicts").iterdir()) == remembered
    assert "unique key time_period, geographic_level" in refusal(door, HEADER + NATIONAL + AUTHORITY + AUTHORITY)


def test_a_lookup_that_does_not_say_of_which_day_it_is_is_refused(tmp_path):
    undated = declared(tmp_path, LOOKUP_SOURCE.replace("    as_at: 2023-04-01\n", ""))
    with pytest.raises(DataProblem, match="write `as_at: <day>` under release 2023"):
        check([parsed(tmp_path, undated, LOOKUP)], DataTree(tmp_path))


def test_a_split_without_parts_stops_every_build(door, tmp_path, monkeypatch):
    header, *_ = PLACE_PARTS.read_text(encoding="utf-8").splitlines()
    (tmp_path / "place_parts.csv").write_text(f"{header}\n", encoding="utf-8")
    monkeypatch.setattr("ingestion.divisions.place_parts", lambda: place_parts(tmp_path / "place_parts.csv"))
    said = refusal(door, HEADER + NATIONAL + AUTHORITY)
    assert "E10000009 gives way to E06000059 on 2019-04-01 (split) without a part: add a line" in said


@pytest.mark.parametrize(("unlike_others", "is_refused"), [([], True), (["newest_year"], False)])
def test_a_file_that_was_not_extended_is_accepted_only_where_its_entry_says_so(unlike_others, is_refused):
    """The populations of children in need 2022 end in mid-2020, as those of 2021 do."""
    declared = ((2020, 2019, []), (2021, 2020, []), (2022, 2020, unlike_others), (2024, 2023, []))
    files = [
        YearsOfFile(
            table="dfe__cin_populations", vintage=Decimal(vintage), years=(2012, year), unlike_others=frozenset(said)
        )
        for vintage, year, said in declared
    ]
    faults = [(int(file.vintage), fault) for file, fault in newest_year_findings(files) if fault]
    assert [vintage for vintage, _ in faults] == ([2022] if is_refused else [])
    assert all("that of the release of 2021 is the same" in fault and "[newest_year]" in fault for _, fault in faults)
