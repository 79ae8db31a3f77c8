"""Which releases came, went, were replaced or only renumbered."""

from decimal import Decimal

import pytest

from ingestion.changes.releases import Release, Renumbered, compared_releases, provisional, renumbered

FILES = {"dfe__cin_b1": "a" * 64, "dfe__cin_c1": "b" * 64}


def release(vintage, files=FILES, title="Children in need", maturity="final"):
    number = Decimal(str(vintage))
    held = {f"{name}@{vintage}": sha256 for name, sha256 in files.items()}
    return {("cin", number): Release(source_id="cin", title=title, vintage=number, maturity=maturity, files=held)}


OLD = release(2024, {"dfe__cin_b1": "c" * 64, "dfe__cin_c1": "d" * 64})


@pytest.mark.parametrize(
    ("before", "after", "kind", "said"),
    [
        (OLD, OLD | release(2025), "added", "Children in need 2025 added (2 files)"),
        (OLD | release(2025), OLD, "withdrawn", "Children in need 2025 withdrawn"),
        (
            release(2025),
            release(2025, FILES | {"dfe__cin_c1": "e" * 64}),
            "replaced",
            "Children in need 2025 replaced by a corrected file",
        ),
        (
            release(2025),
            release(2025, dict.fromkeys(FILES, "e" * 64)),
            "replaced",
            "Children in need 2025 replaced by 2 corrected files",
        ),
        (
            release(2024),
            release("2024.1"),
            "renumbered",
            "Children in need 2024 is now numbered 2024.1, the same 2 files",
        ),
        (
            release(2025),
            release(2025, FILES | {"dfe__cin_d1": "f" * 64}),
            "added",
            "Children in need 2025: 1 file added",
        ),
        (
            release(2025, FILES | {"dfe__cin_d1": "f" * 64}),
            release(2025),
            "withdrawn",
            "Children in need 2025: 1 file withdrawn",
        ),
        (
            release(2025, maturity="provisional"),
            release(2025),
            "provisional or final",
            "Children in need 2025 is now final",
        ),
    ],
)
def test_a_release_is_named_by_its_title_and_year(before, after, kind, said):
    (change,) = compared_releases(before, after)
    assert (change.kind, change.said) == (kind, said)


def test_releases_that_both_builds_have_alike_are_not_listed():
    assert compared_releases(OLD | release(2025), OLD | release(2025)) == []


def test_only_files_that_the_earlier_build_did_not_have_are_new():
    (change,) = compared_releases(OLD, OLD | release(2025))
    assert change.added_ids == ["dfe__cin_b1@2025", "dfe__cin_c1@2025"]
    (change,) = compared_releases(release(2024), release("2024.1"))
    assert change.added_ids == []


def test_a_second_issue_beside_the_first_is_added_though_it_holds_the_same_file():
    (change,) = compared_releases(release(2024), release(2024) | release("2024.1"))
    assert change.said == "Children in need 2024.1 added (2 files)"


def test_the_files_of_a_renumbered_release_are_known_by_their_old_ids():
    assert renumbered(release(2024), release("2024.1")) == [
        Renumbered(release_id="dfe__cin_b1@2024", vintage=Decimal("2024.1")),
        Renumbered(release_id="dfe__cin_c1@2024", vintage=Decimal("2024.1")),
    ]


def test_a_provisional_release_is_named():
    assert provisional(OLD | release(2025, maturity="provisional")) == ["Children in need 2025"]
