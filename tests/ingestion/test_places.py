"""Which authorities existed when, from the dated list of changes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.places import AuthorityList, PlaceChange, authorities_at, place_changes, recoded_as

APRIL_2023 = date(2023, 4, 1)


def change(old: str, new: str, day: date, kind: str) -> PlaceChange:
    return PlaceChange(from_la_code=old, to_la_code=new, change_date=day, kind=kind)


CHANGES = [
    change("E10000006", "E06000063", date(2023, 4, 1), "split"),
    change("E10000006", "E06000064", date(2023, 4, 1), "split"),
    change("E08000016", "E08000038", date(2025, 4, 1), "recode"),
    change("E08000038", "E06000901", date(2028, 4, 1), "split"),
    change("E08000038", "E06000902", date(2028, 4, 1), "split"),
]
KNOWN = frozenset({"E06000001", "E06000063", "E06000064", "E08000016"})


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 3, 31), {"E06000001", "E10000006", "E08000016"}),
        (date(2023, 4, 1), {"E06000001", "E06000063", "E06000064", "E08000016"}),
        (date(2025, 3, 31), {"E06000001", "E06000063", "E06000064", "E08000016"}),
        (date(2025, 4, 1), {"E06000001", "E06000063", "E06000064", "E08000038"}),
        (date(2028, 3, 31), {"E06000001", "E06000063", "E06000064", "E08000038"}),
        (date(2028, 4, 1), {"E06000001", "E06000063", "E06000064", "E06000901", "E06000902"}),
    ],
)
def test_a_change_takes_effect_on_its_day(day, expected):
    assert authorities_at(day, listed=AuthorityList(codes=KNOWN, as_at=APRIL_2023), changes=CHANGES) == expected


def test_a_change_between_unknown_places_adds_none():
    listed = AuthorityList(codes=frozenset({"E06000001"}), as_at=APRIL_2023)
    assert authorities_at(date(2020, 1, 1), listed=listed, changes=CHANGES) == {"E06000001"}


def test_what_follows_a_later_list_is_what_went_before_it():
    """From the list of 2028 back to April 2023, through a split and the recode before it."""
    listed = AuthorityList(codes=frozenset({"E06000001", "E06000901", "E06000902"}), as_at=date(2028, 4, 1))
    assert authorities_at(APRIL_2023, listed=listed, changes=CHANGES[2:]) == {"E06000001", "E08000016"}


@given(st.dates(min_value=date(2012, 1, 1), max_value=date(2030, 1, 1)))
def test_no_place_stands_beside_one_that_took_its_ground(day):
    """On any day, whatever the reviewed list says: an ended code is gone, one that has not begun is not there."""
    changes = place_changes()
    latest = frozenset(change.to_la_code for change in changes) - {change.from_la_code for change in changes}
    codes = authorities_at(day, listed=AuthorityList(codes=latest, as_at=date(2030, 1, 1)), changes=changes)
    assert not [change for change in changes if change.change_date <= day and change.from_la_code in codes]
    assert not [change for change in changes if change.change_date > day and change.to_la_code in codes]


def test_the_reviewed_list_names_every_reorganisation_since_2013():
    assert {(change.from_la_code, change.to_la_code): change.change_date.year for change in place_changes()} == {
        ("E06000048", "E06000057"): 2013,
        ("E08000020", "E08000037"): 2013,
        ("E06000028", "E06000058"): 2019,
        ("E06000029", "E06000058"): 2019,
        ("E10000009", "E06000058"): 2019,
        ("E10000009", "E06000059"): 2019,
        ("E10000002", "E06000060"): 2020,
        ("E10000021", "E06000061"): 2021,
        ("E10000021", "E06000062"): 2021,
        ("E10000006", "E06000063"): 2023,
        ("E10000006", "E06000064"): 2023,
        ("E10000023", "E06000065"): 2023,
        ("E10000027", "E06000066"): 2023,
        ("E08000016", "E08000038"): 2025,
        ("E08000019", "E08000039"): 2025,
    }


def test_the_sample_has_changes_of_its_own():
    assert {change.from_la_code for change in place_changes(is_synthetic=True)} == {"E10000901", "E10000904"}


def test_a_recoded_authority_is_known_under_each_of_its_codes_and_a_part_under_its_own():
    assert recoded_as("E08000016", place_changes()) == {"E08000038"}
    assert recoded_as("E06000065", place_changes()) == {"E10000023"}
    assert recoded_as("E06000061", place_changes()) == frozenset()
