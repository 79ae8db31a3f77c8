"""Every published vintage of the mirror, withdrawn from its declaration and drafted anew.

The committed registry is the truth: each table gets exactly the file that it declares, or none.
"""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pytest
import yaml

from ingestion.mirror import Mirror
from ingestion.paths import SOURCES
from ingestion.registry import Source, load_source
from ingestion.updates.candidates import from_folder, from_mirror
from ingestion.updates.draft import Draft, draft
from ingestion.updates.earlier import EarlierFiles
from tests.ingestion.updates.pasting import checked, lines_to_paste, pasted

pytestmark = [pytest.mark.mirror, pytest.mark.timeout(180)]

IN_NEED, LOOKED_AFTER, WORKFORCE, FINANCE = (
    "dfe_children_in_need", "dfe_children_looked_after", "dfe_social_work_workforce", "mhclg_revenue_outturn",
)  # fmt: skip
VINTAGES = [
    *((IN_NEED, vintage) for vintage in ("2020", "2022", "2024", "2025")),
    *((LOOKED_AFTER, vintage) for vintage in ("2021", "2022", "2024", "2025")),
    *((WORKFORCE, vintage) for vintage in ("2022", "2024", "2025")),
    *((FINANCE, vintage) for vintage in ("2021", "2023", "2024", "2025.2")),
]
LEFT_UNSURE = {
    (LOOKED_AFTER, "2021"): {"dfe__cla_england_by_characteristic"},  # renamed and revised in 2022
    (IN_NEED, "2022"): {"dfe__cin_populations"},  # not extended: its newest year is the mid-year of 2020
}
FIVE = ("b1", "c1", "c3", "d3", "d5")


def withdrawn(name: str, vintage: str, folder: Path) -> tuple[Source, dict[str, object], dict[str, tuple[object, ...]]]:
    """A declaration without one vintage, and how the committed one declares the files of that vintage."""
    committed = load_source(SOURCES / f"{name}.yml")
    truth = {
        table: (PurePosixPath(member.file).name, member.sheet, member.header_row, member.group_row)
        for release in committed.releases
        if release.vintage == Decimal(vintage)
        for table, member in release.members.items()
    }
    declared = yaml.safe_load((SOURCES / f"{name}.yml").read_text(encoding="utf-8"))
    declared["releases"] = [release for release in declared["releases"] if str(release["vintage"]) != vintage]
    path = folder / f"{name}.yml"
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return load_source(path), declared, truth


def inside(name: str, vintage: str) -> str:
    releases = load_source(SOURCES / f"{name}.yml").releases
    return next(release.mirror for release in releases if release.vintage == Decimal(vintage))


def redrafted(source: Source, vintage: str, candidates: object, mirror: Path, *, is_compared: bool = True) -> Draft:
    earlier = EarlierFiles(source, mirror=Mirror(mirror) if is_compared else None)
    return draft(source, Decimal(vintage), candidates, source.releases[-1].fetch, earlier)


def proposed(drafted: Draft, *, is_certain: bool) -> dict[str, tuple[object, ...]]:
    return {
        found.table: (found.name, found.member.sheet, found.member.header_row, found.member.group_row)
        for found in drafted.found
        if not (is_certain and found.look)
    }


@pytest.mark.parametrize("is_compared", [True, False])
@pytest.mark.parametrize(("name", "vintage"), VINTAGES)
def test_each_table_gets_the_file_that_the_registry_declares_or_none(mirror, tmp_path, name, vintage, is_compared):
    source, _, truth = withdrawn(name, vintage, tmp_path)
    candidates = from_mirror(Mirror(mirror), inside(name, vintage), None)
    drafted = redrafted(source, vintage, candidates, mirror, is_compared=is_compared)
    got = proposed(drafted, is_certain=False)
    assert got == {table: truth.get(table) for table in got}
    assert set(drafted.missing) == {table.name for table in source.tables} - set(got)
    assert lines_to_paste(drafted) == {}
    if is_compared and name != FINANCE:  # a workbook of finance holds one year: no figures to compare
        elsewhere = {table for release in source.releases for table in release.members}
        certain = proposed(drafted, is_certain=True)
        assert set(truth) & elsewhere - set(certain) == LEFT_UNSURE.get((name, vintage), set())


def folder_of(files: list[Path], folder: Path) -> Path:
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder / file.name)
    return folder


@pytest.mark.parametrize("is_compared", [True, False])
@pytest.mark.parametrize("vintage", ["2022", "2024", "2025"])
def test_a_release_of_five_files_has_five_tables(mirror, tmp_path, vintage, is_compared):
    source, _, truth = withdrawn(IN_NEED, vintage, tmp_path)
    five = [file for file in (mirror / inside(IN_NEED, vintage)).iterdir() if file.name.startswith(FIVE)]
    candidates = from_folder(folder_of(five, tmp_path / "five"), None)
    drafted = redrafted(source, vintage, candidates, mirror, is_compared=is_compared)
    expected = {table: file for table, file in truth.items() if str(file[0]).startswith(FIVE)}
    assert proposed(drafted, is_certain=True) == proposed(drafted, is_certain=False) == expected
    assert set(drafted.missing) == {table.name for table in source.tables} - set(expected)
    assert lines_to_paste(drafted) == {}


def test_a_file_of_england_only_belongs_to_no_table_of_authorities(mirror, tmp_path):
    source, _, truth = withdrawn(WORKFORCE, "2024", tmp_path)
    files = [
        *(mirror / inside(WORKFORCE, "2024")).glob("*.csv"),
        mirror / inside(IN_NEED, "2024") / "headline_figures_2013_to_2024.csv",
    ]
    drafted = redrafted(source, "2024", from_folder(folder_of(files, tmp_path / "new"), None), mirror)
    assert proposed(drafted, is_certain=True) == truth
    assert drafted.unused == ["headline_figures_2013_to_2024.csv"]


def test_populations_that_the_next_release_did_not_extend_are_those_of_this_one_too(mirror, tmp_path):
    """The population file of 2022 ends in mid-2020: for 2021 it is certain, though it is declared for 2022 as well."""
    committed = load_source(SOURCES / f"{IN_NEED}.yml")
    file = mirror / inside(IN_NEED, "2022") / "ons_mid-year_population_estimates.csv"
    drafted = redrafted(committed, "2021", from_folder(folder_of([file], tmp_path / "new"), None), mirror)
    assert [(found.table, found.look) for found in drafted.found] == [("dfe__cin_populations", "")]


@pytest.mark.parametrize(
    ("name", "vintage"),
    [(IN_NEED, "2020"), (IN_NEED, "2024"), (LOOKED_AFTER, "2024"), (WORKFORCE, "2022"), (FINANCE, "2024")],
)
def test_the_draft_pasted_as_it_stands_passes_the_checks_of_a_refresh(mirror, tmp_path, name, vintage):
    source, declared, _ = withdrawn(name, vintage, tmp_path)
    drafted = redrafted(source, vintage, from_mirror(Mirror(mirror), inside(name, vintage), None), mirror)
    if not proposed(drafted, is_certain=True):
        drafted = replace(drafted, found=[replace(found, look="") for found in drafted.found])  # files were opened
    findings = checked(pasted(declared, drafted, tmp_path), Decimal(vintage), mirror, tmp_path / "data")
    assert all(finding.passed for finding in findings if finding.severity == "error")
    landed = {finding.check.partition("@")[0] for finding in findings}
    assert landed == set(proposed(drafted, is_certain=True))


def test_the_renames_of_2025_would_have_been_certain_by_their_figures(mirror, tmp_path):
    """The referrals of 2025 have new headers for most columns: drafted by a declaration that does not know them."""
    _, declared, _ = withdrawn(IN_NEED, "2025", tmp_path)
    table = next(table for table in declared["tables"] if table["name"] == "dfe__cin_c1_referrals")
    committed = {name: (entry or {}).get("was", {}).get("<=2024") for name, entry in table["columns"].items()}
    for name, old in committed.items():
        if old:
            table["columns"][name] = {"header": old}
    path = tmp_path / f"{IN_NEED}.yml"
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    drafted = redrafted(load_source(path), "2025", from_mirror(Mirror(mirror), inside(IN_NEED, "2025"), None), mirror)
    lines = [line.strip() for line in lines_to_paste(drafted)["dfe__cin_c1_referrals"]]
    assert sorted(lines) == sorted(
        f"{name}: {{header: {old}, was: {{'>=2025': {name}}}}}" for name, old in committed.items() if old
    )
