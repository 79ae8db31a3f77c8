"""The files of a new release: their names without years, where they come from and where a mirror should hold them."""

import io
import zipfile
from decimal import Decimal

import pytest

from ingestion.mirror import Mirror
from ingestion.problems import DataProblem
from ingestion.registry import Member, Release
from ingestion.updates.candidates import (
    copy_into,
    from_folder,
    from_mirror,
    from_zip,
    mirror_folder,
    next_address,
    stem,
    with_year,
)

NAMES = {"data/c1_visits_2013_to_2026.csv": b"la_code,visits\n", "data/d5_calls_2013_to_2026.csv": b"la_code,calls\n"}


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("data/b1_children_in_need_2013_to_2025.csv", "b1_children_in_need"),
        ("b1_children_in_need_2013_to_2026.csv.gz", "b1_children_in_need"),
        ("B1_children_in_need_2013_to_2024.CSV", "b1_children_in_need"),
        ("b7_child_in_need_plans_2022.csv", "b7_child_in_need_plans"),
        ("b7_child_in_need_plans_2022_to_2024.csv", "b7_child_in_need_plans"),
        ("cla_2022_headline_figure.csv", "cla_headline_figure"),
        ("ons_mid-year_population_estimates_2012_to_2023.csv", "ons_mid-year_population_estimates"),
        ("e01000001_2024-25.csv", "e01000001"),
        ("role_202425_v2.csv", "role_v2"),
        ("2025.csv", "2025"),
    ],
)
def test_the_years_in_a_name_are_no_part_of_its_stem(name, expected):
    assert stem(name) == expected


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("children-in-need/2025/", "2025", "2026", "children-in-need/2026/"),
        ("la-finance/2024-25/", "2025.2", "2026", "la-finance/2025-26/"),
        ("RO3_LA_Data_202425", "2025", "2026", "RO3_LA_Data_202526"),
        ("Mid-2022 LSOA 2021", "2022", "2023", "Mid-2023 LSOA 2021"),
        ("1999-00", "2000", "2001", "2000-01"),
        ("population/", "2022", "2023", None),
        ("E0120250001", "2025", "2026", None),
    ],
)
def test_the_year_of_a_vintage_is_changed_however_it_is_written(text, before, after, expected):
    assert with_year(text, Decimal(before), Decimal(after)) == expected


@pytest.mark.parametrize(
    ("declared", "vintage", "followed"),
    [
        ("/releases/2025", "2026", "/releases/2026"),
        ("/releases/2024-25", "2026", "/releases/2025-26"),
        ("/releases/2025", "2025.2", "/releases/2025"),
        ("/media/691ded/File_7.csv", "2026", None),
        (None, "2026", None),
    ],
)
def test_an_address_follows_from_the_last_where_it_ends_in_its_year(declared, vintage, followed):
    members = {"dfe__visits": Member(file="visits.csv", sha256="unpinned")}
    release = Release(vintage=2025, published_on=None, url=declared, members=members)
    assert next_address(release, Decimal(vintage)) == followed


@pytest.mark.parametrize(
    ("declared", "vintage", "folder"),
    [
        ("visits/2025/", "2026", "visits/2026/"),
        ("visits/2024-25/", "2026", "visits/2025-26/"),
        ("visits/2025/", "2025.2", "visits/2025.2/"),
        ("visits/2024-25/", "2025.2", "visits/2024-25.2/"),
        ("", "2026", "dfe_visits/2026/"),
    ],
)
def test_a_release_lies_beside_the_last_and_an_issue_never_in_its_folder(source_at, declared, vintage, folder):
    source = source_at()
    release = source.releases[0].model_copy(update={"mirror": declared})
    source = source.model_copy(update={"releases": [release]})
    assert mirror_folder(source, release, Decimal(vintage)) == folder


def test_files_given_by_hand_are_copied_into_a_mirror_and_found_there(tmp_path):
    mirror = tmp_path / "mirror"
    copy_into(from_zip(zipped(NAMES), "test", None), mirror, "visits/2026/")
    found = from_mirror(Mirror(mirror), "visits/2026/", None)
    assert {name: read() for name, read in found.files.items()} == NAMES
    copy_into(from_zip(zipped(NAMES), "test", None), mirror, "visits/2026/")


def test_a_file_of_a_mirror_is_never_overwritten(tmp_path):
    mirror = tmp_path / "mirror"
    copy_into(from_zip(zipped(NAMES), "test", None), mirror, "visits/2026/")
    other = dict.fromkeys(NAMES, b"other\n") | {"data/a0_new.csv": b"new\n"}
    with pytest.raises(DataProblem, match=r"is in the mirror .+ already and is another file: nothing was copied"):
        copy_into(from_zip(zipped(other), "test", None), mirror, "visits/2026/")
    assert (mirror / "visits/2026/data/c1_visits_2013_to_2026.csv").read_bytes() == b"la_code,visits\n"
    assert not (mirror / "visits/2026/data/a0_new.csv").exists()


def test_a_mirror_without_the_folder_is_refused_with_where_to_copy_the_files(tmp_path):
    with pytest.raises(DataProblem, match=r"has no folder visits/2026/: copy the files of the release there"):
        from_mirror(Mirror(tmp_path), "visits/2026/", None)


def test_what_is_no_folder_is_refused(tmp_path):
    with pytest.raises(DataProblem, match="is not a folder"):
        from_folder(tmp_path / "nowhere", None)


def test_a_name_that_climbs_out_of_the_zip_is_not_offered():
    archive = zipped({"../../evil.csv": b"a\n", "/etc/passwd.csv": b"a\n", **NAMES})
    assert sorted(from_zip(archive, "test", None).files) == sorted(NAMES)


def test_what_is_no_zip_is_refused():
    with pytest.raises(DataProblem, match="not a readable zip archive"):
        from_zip(b"<html>", "the release of 2026", None)
