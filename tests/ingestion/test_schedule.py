"""The publication calendar: late is judged by the day a release should come out."""

from datetime import date

import pytest

from ingestion.registry import Source
from ingestion.schedule import calendar


def source(*, expected=None, cadence="yearly", maturity="final", vintages=(2024, 2025), source_id="dfe_visits"):
    member = {"dfe__visits": {"file": "visits.csv", "sha256": "unpinned"}}
    return Source.model_validate(
        {
            "id": source_id,
            "title": "Visits",
            "publisher": "Department for Education",
            "landing_page": "README.md",
            "licence": "OGL-UK-3.0",
            "cadence": cadence,
            "expected": expected,
            "parser": "csv",
            "tables": [
                {"name": "dfe__visits", "description": "Visits.", "rows": {"min": 1, "max": 9}, "columns": {"a": None}}
            ],
            "releases": [
                {"vintage": vintage, "published_on": None, "url": None, "members": member, "maturity": maturity}
                for vintage in vintages
            ],
        }
    )


OCTOBER = {"day": "10-30", "days_late": 10}


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 10, 29), "not due yet"),
        (date(2026, 10, 30), "due"),
        (date(2026, 11, 9), "due"),
        (date(2026, 11, 10), "overdue"),
    ],
)
def test_a_release_is_due_on_its_day_and_overdue_after_the_days_of_grace(today, status):
    (entry,) = calendar([source(expected=OCTOBER)], today)
    assert (entry.status, entry.next_vintage, entry.expected_on) == (status, 2026, date(2026, 10, 30))


def test_a_year_that_comes_out_in_the_next_is_expected_then():
    (entry,) = calendar([source(expected={"day": "03-01", "years_after": 1})], date(2026, 12, 1))
    assert (entry.expected_on, entry.status) == (date(2027, 3, 1), "not due yet")


@pytest.mark.parametrize("cadence", ["occasional", "once"])
def test_what_does_not_come_out_yearly_is_never_late(cadence):
    (entry,) = calendar([source(cadence=cadence, expected=OCTOBER)], date(2099, 1, 1))
    assert (entry.status, entry.next_vintage) == ("no day to expect it", None)


def test_a_yearly_source_without_a_declared_day_says_so():
    (entry,) = calendar([source()], date(2099, 1, 1))
    assert entry.status == "no day to expect it"


def test_provisional_figures_are_named_as_such():
    assert calendar([source(maturity="provisional")], date(2026, 1, 1))[0].is_provisional


def test_the_late_ones_come_first():
    sources = [source(source_id="a_once", cadence="once"), source(source_id="b_yearly", expected=OCTOBER)]
    assert [entry.source_id for entry in calendar(sources, date(2027, 6, 1))] == ["b_yearly", "a_once"]
