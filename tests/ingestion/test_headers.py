"""Headers that differ from the declared ones, and the lines that would declare them."""

import pytest
import yaml

from ingestion.headers import header_changes
from ingestion.registry import Table


def table(**columns):
    columns = {name: given or {} for name, given in columns.items()}
    return Table.model_validate(
        {"name": "dfe__visits", "description": "Visits.", "rows": {"min": 1, "max": 9}, "columns": columns}
    )


def pasted(before, lines):
    """The table with the printed lines written into it, as a person would."""
    columns = {name: column.model_dump(exclude_defaults=True) for name, column in before.columns.items()}
    for line in lines:
        columns |= yaml.safe_load(f"{{{line}}}")
    return table(**columns)


@pytest.mark.parametrize(
    ("vintage", "others", "years"),
    [
        (2026, [2025, 2026], ">=2026"),
        (2022, [2022, 2025], "<=2022"),
        (2024, [2022, 2024, 2025], 2024),
        (2025, [], 2025),
    ],
)
def test_a_rename_holds_from_the_newest_vintage_on_back_from_the_oldest_or_for_one(vintage, others, years):
    changes = header_changes(table(visits=None), vintage, ["Visits received"], others)
    assert yaml.safe_load(changes.lines[0]) == {"visits": {"was": {years: "Visits received"}}}


def test_a_renamed_column_keeps_the_rest_of_its_declaration():
    declared = table(category={"role": "label", "blank": True, "was": {"<=2024": "Category"}})
    changes = header_changes(declared, 2026, ["group"], [2025])
    assert yaml.safe_load(changes.lines[0]) == {
        "category": {"role": "label", "was": {">=2026": "group", "<=2024": "Category"}, "blank": True}
    }


def test_a_rate_is_never_taken_for_the_count_that_was_renamed():
    declared = table(referral_count=None, referral_child_count=None)
    found = ["Referrals_rate", "Referrals", "Referrals_child_rate", "Referrals_child"]
    changes = header_changes(declared, 2022, found, [2025])
    assert {name: new for name, (_, new) in changes.renamed.items()} == {
        "referral_count": "Referrals",
        "referral_child_count": "Referrals_child",
    }
    assert changes.new == ["Referrals_rate", "Referrals_child_rate"]


def test_the_last_of_each_are_a_pair_however_unlike():
    changes = header_changes(table(la_code=None, children_count=None), 2024, ["la_code", "number"], [2025])
    assert changes.renamed == {"children_count": ("children_count", "number")}


@pytest.mark.parametrize(("vintage", "others", "only"), [(2026, [2025], "<=2025"), (2022, [2025], ">=2023")])
def test_a_column_that_is_gone_is_told_apart_from_a_renamed_one(vintage, others, only):
    changes = header_changes(table(visits=None, visits_rate=None), vintage, ["visits"], others)
    assert changes.gone == {"visits_rate": "visits_rate"}
    assert yaml.safe_load(changes.lines[0]) == {"visits_rate": {"only": only}}


@pytest.mark.parametrize(
    ("vintage", "found"),
    [
        (2026, ["la_code", "Visits: made, {all}", "31-40_days"]),
        (2022, ["la_code", "visits", "visits_rate", "A 'new' one"]),
        (2024, ["LA code", "Visits made", "visits_percent", "other"]),
    ],
)
def test_pasted_as_they_stand_the_lines_declare_what_was_found(vintage, found):
    declared = table(la_code={"role": "key"}, visits=None, visits_percent={"blank": True})
    changes = header_changes(declared, vintage, found, [2023, 2025, vintage])
    corrected = pasted(declared, changes.lines)
    if vintage != 2024:  # in the middle, no `only:` can say that a column was not published
        assert sorted(corrected.headers(vintage).values()) == sorted(found)
    assert corrected.columns["la_code"].role == "key"
    assert corrected.headers(2025) | {"A 'new' one": ""} == declared.headers(2025) | {"A 'new' one": ""}


def test_a_file_as_declared_needs_no_line():
    assert not header_changes(table(visits=None), 2025, ["visits"], [2025])
