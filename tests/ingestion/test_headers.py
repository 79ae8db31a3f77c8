"""Headers that differ from the declared ones, and the lines that would declare them."""

from decimal import Decimal

import pytest
import yaml

from ingestion.headers import header_changes, headers_elsewhere
from ingestion.registry import Table, load_sources


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


def equal_in(part):
    """Earlier figures of which a part stands under the new header, whichever columns are compared."""
    return lambda _column, _header: part


@pytest.mark.parametrize(
    ("vintage", "others", "years"),
    [
        (2026, [2025, 2026], ">=2026"),
        (2022, [2022, 2025], "<=2022"),
        (2024, [2022, 2024, 2025], 2024),
        (2025, [], 2025),
        (Decimal("2025.2"), [2024, Decimal("2025.1")], ">=2025.2"),
        (Decimal("2025.1"), [2024, Decimal("2025.2")], 2025.1),
    ],
)
def test_a_rename_holds_from_the_newest_vintage_on_back_from_the_oldest_or_for_one(vintage, others, years):
    changes = header_changes(table(visits=None), vintage, ["Visits received"], others, {}, equal_in(0.99))
    assert yaml.safe_load(changes.lines[0]) == {"visits": {"was": {years: "Visits received"}}}


def test_two_issues_of_a_year_never_chase_each_other():
    declared, others = table(visits=None), [2024, Decimal("2025.1"), Decimal("2025.2")]
    for vintage, header in ((Decimal("2025.1"), "Calls made"), (Decimal("2025.2"), "Trips made")) * 2:
        declared = pasted(declared, header_changes(declared, vintage, [header], others, {}, equal_in(1.0)).lines)
    headers = [declared.headers(vintage)["visits"] for vintage in others]
    assert headers == ["visits", "Calls made", "Trips made"]


def test_a_renamed_column_keeps_the_rest_of_its_declaration():
    declared = table(category={"role": "label", "blank": True, "was": {"<=2024": "Category"}})
    changes = header_changes(declared, 2026, ["group"], [2025], {}, equal_in(1.0))
    assert yaml.safe_load(changes.lines[0]) == {
        "category": {"role": "label", "was": {">=2026": "group", "<=2024": "Category"}, "blank": True}
    }


def test_a_rename_that_no_figures_confirm_is_a_comment_with_what_to_look_at():
    changes = header_changes(table(visits=None, calls=None), 2026, ["Visits received", "calls"], [2025])
    assert changes.lines == []
    assert changes.to_paste == [
        "# unsure: 'visits' may be 'Visits received' now (no earlier figures to compare with); if the publisher's "
        "guidance says so, take away the # of:",
        "# visits: {was: {'>=2026': Visits received}}",
    ]


@pytest.mark.parametrize("part", [0.0, 0.03, 0.6])
def test_figures_that_differ_leave_a_rename_unsure(part):
    changes = header_changes(table(visits=None), 2026, ["visits_made"], [2025], {}, equal_in(part))
    assert (changes.lines, len(changes.unsure)) == ([], 1)
    assert f"{part:.0%} of the earlier figures are equal" in changes.unsure[0].look


def test_a_header_in_other_words_is_certain_by_its_figures():
    changes = header_changes(table(no_further_action=None), 2026, ["closed"], [2025], {}, equal_in(0.97))
    assert changes.lines == ["no_further_action: {was: {'>=2026': closed}}"]


def test_spaces_for_underscores_are_no_other_header():
    changes = header_changes(table(region_code={"role": "key"}), 2026, ["Region code"], [2025])
    assert changes.lines == ["region_code: {role: key, was: {'>=2026': Region code}}"]


def test_a_header_of_another_column_is_never_a_rename():
    declared = table(plans_ended=None, plans_end={"was": {"<=2024": "plans_ending"}})
    changes = header_changes(declared, 2026, ["plans_ending", "plans_end"], [2024, 2025])
    assert changes.renamed == {}


def test_a_header_of_another_table_is_a_rename_only_where_figures_are_the_same():
    declared, elsewhere = table(CPP_End=None), {"cpp_at31": {"CPP_At31"}}
    guessed = header_changes(declared, 2023, ["CPP_At31"], [2022, 2024], elsewhere)
    refuted = header_changes(declared, 2023, ["CPP_At31"], [2022, 2024], elsewhere, equal_in(0.1))
    confirmed = header_changes(declared, 2023, ["CPP_At31"], [2022, 2024], elsewhere, equal_in(0.99))
    assert (guessed.renamed, guessed.lines, refuted.renamed) == ({}, [], {})
    assert confirmed.lines == ["CPP_End: {was: {2023: CPP_At31}}"]


def test_the_other_tables_headers_are_those_of_every_vintage():
    source = next(source for source in load_sources() if source.id == "dfe_children_in_need")
    elsewhere = headers_elsewhere(source, source.table("dfe__cin_d7_ended_by_duration"))
    assert elsewhere["cpp_at31"] == {"CPP_At31"}
    assert elsewhere["domestic_violence_child"] == {"Domestic_Abuse_child"}
    assert elsewhere["3_months"] == {"3_months_or_less"}


def test_a_header_that_the_column_has_had_before_is_certain():
    declared = table(referral_count={"was": {"<=2024": "Referrals"}}, referral_rate=None)
    changes = header_changes(declared, 2026, ["Referrals", "referral_rate"], [2024, 2025])
    assert changes.to_paste == ["referral_count: {was: {'>=2026': Referrals, <=2024: Referrals}}"]


def test_a_column_that_is_back_is_in_these_vintages_too():
    declared = table(la_code=None, rate={"only": "<=2024", "blank": True})
    changes = header_changes(declared, 2026, ["la_code", "rate"], [2024, 2025])
    assert yaml.safe_load(changes.lines[0]) == {"rate": {"blank": True, "only": ["<=2024", ">=2026"]}}


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


@pytest.mark.parametrize(
    ("vintage", "others", "only"),
    [(2026, [2025], "<=2025"), (2022, [2025], ">=2023"), (2024, [2022, 2025], ["<=2023", ">=2025"])],
)
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
def test_uncommented_the_lines_declare_what_was_found(vintage, found):
    declared = table(la_code={"role": "key"}, visits=None, visits_percent={"blank": True})
    changes = header_changes(declared, vintage, found, [2023, 2025, vintage])
    corrected = pasted(declared, [*changes.lines, *(unsure.line for unsure in changes.unsure)])
    assert sorted(corrected.headers(vintage).values()) == sorted(found)
    assert corrected.columns["la_code"].role == "key"
    assert corrected.headers(2025) | {"A 'new' one": ""} == declared.headers(2025) | {"A 'new' one": ""}


def test_columns_gone_and_headers_new_are_unsure_together():
    changes = header_changes(table(la_code=None, visits=None, calls=None), 2026, ["la_code", "fog", "mud"], [2025])
    assert changes.lines == []
    assert [unsure.line.partition(":")[0] for unsure in changes.unsure] == ["visits", "calls", "fog", "mud"]
    assert "'visits' is gone, unless it is now one of ['fog', 'mud']" in changes.unsure[0].look


def test_a_file_as_declared_needs_no_line():
    assert not header_changes(table(visits=None), 2025, ["visits"], [2025])
