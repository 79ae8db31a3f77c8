"""Rules of the registry about vintages: years, issues of a year, and what is left without some of them."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from ingestion.years import EARLIEST, LATEST, Span, Years, applies, rules_without, span_around, span_of

VINTAGES = ("2023", "2024", "2024.1", "2024.2", "2025", "2025.1", "2025.2", "2026")


@pytest.mark.parametrize(
    ("years", "applies_to"),
    [
        ("2024", ["2024", "2024.1", "2024.2"]),
        ("2025.1", ["2025.1"]),
        ("2025.0", ["2025"]),
        ("<=2024", ["2023", "2024", "2024.1", "2024.2"]),
        ("<=2024.1", ["2023", "2024", "2024.1"]),
        (">=2025", ["2025", "2025.1", "2025.2", "2026"]),
        (">=2025.2", ["2025.2", "2026"]),
        ("2024-2025.1", ["2024", "2024.1", "2024.2", "2025", "2025.1"]),
        ("2024.2-2025", ["2024.2", "2025", "2025.1", "2025.2"]),
    ],
)
def test_a_rule_applies_to_exactly_its_vintages(years, applies_to):
    assert [vintage for vintage in VINTAGES if applies(years, Decimal(vintage))] == applies_to


@pytest.mark.parametrize(
    "years", ["2024", "2025.1", "2025.0", "<=2024", "<=2024.1", ">=2025", ">=2025.2", "2024-2025.1"]
)
def test_a_span_is_written_as_it_was_read(years):
    assert str(span_of(years)) == years


@pytest.mark.parametrize("years", ["recently", "2025.12", "<2025", "2024-", ">=2024-2025", "25", ""])
def test_what_is_no_rule_is_refused(years):
    with pytest.raises(ValidationError):
        TypeAdapter(Years).validate_python(years)


@pytest.mark.parametrize(
    ("vintage", "others", "rule"),
    [
        ("2026", ["2025"], ">=2026"),
        ("2026", ["2025", "2026"], ">=2026"),
        ("2022", ["2023", "2025"], "<=2022"),
        ("2024", ["2023", "2025"], "2024"),
        ("2025", [], "2025"),
        ("2025.2", ["2024", "2025.1"], ">=2025.2"),
        ("2025.1", ["2025.2", "2026"], "<=2025.1"),
        ("2025.1", ["2024", "2025.2"], "2025.1"),
        ("2025.1", ["2024", "2026"], "2025"),
        ("2025", ["2024", "2025.2"], "2025.0"),
    ],
)
def test_what_is_new_in_a_vintage_names_the_issue_where_its_year_has_another(vintage, others, rule):
    assert str(span_around(Decimal(vintage), map(Decimal, others))) == rule


@pytest.mark.parametrize(
    ("rules", "left_out", "rest"),
    [
        (None, ">=2025", ["<=2024"]),
        (None, "<=2022", [">=2023"]),
        (None, "2023", ["<=2022", ">=2024"]),
        (None, "2025.1", ["<=2025.0", ">=2025.2"]),
        ([">=2023"], ">=2026", ["2023-2025"]),
        (["<=2022", ">=2024"], ">=2025", ["<=2022", "2024"]),
        (["2024"], "2024", []),
    ],
)
def test_rules_are_left_without_some_vintages_and_keep_the_others(rules, left_out, rest):
    assert rules_without(rules, span_of(left_out)) == rest


def test_a_rule_for_all_vintages_is_no_rule():
    with pytest.raises(ValueError, match="needs no rule"):
        str(Span(EARLIEST, LATEST))
