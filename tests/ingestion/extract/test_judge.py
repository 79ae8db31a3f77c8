"""The definitions of docs/own-records.md, one by one."""

from datetime import date, datetime

import pytest

from ingestion.extract.candidates import Candidate
from ingestion.extract.judge import Unusable, age_at, judge, parsed_date


def judged(layout=2024, **texts):
    given = {"kind": "referral", "child_id": "c1", "date": "2023-05-01"} | texts
    return judge(Candidate(file="f.csv", line=2, **given), layout=layout, last_day=date(2024, 3, 31))


@pytest.mark.parametrize("text", ["2023-05-01", "01/05/2023", "2023-05-01T09:30:00", "2023-05-01 09:30"])
def test_a_date_is_iso_or_day_month_year(text):
    assert parsed_date(text, "it") == date(2023, 5, 1)


ODD_DAYS = [
    "2023-5-1",
    "1/5/2023",
    "20230501",
    "2023-W18-1",
    "2023-121",
    "\uff12\uff10\uff12\uff13-05-01",
    "2023-05-01T",
    "2023-05-01x",
    "2023-05-011",
    " 2023-05-01",
    "2023-05- 1",
    "01/05/23",
    "01-05-2023",
    "2023-02-29",
    "29/02/2024T00:00",
    "0001-01-01",
    "10000-01-01",
    "T",
]


def by_strptime(text):
    """The rule as it is stated: ten characters in one of two layouts, and then nothing or a time."""
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(text[:10], layout).date()
        except ValueError:
            continue
        if len(text) <= 10 or text[10] in "T ":
            return found
    return "not a date"


def by_rule(text):
    try:
        return parsed_date(text, "it")
    except Unusable:
        return "not a date"


def test_an_odd_day_is_read_as_strptime_reads_it_however_often_it_comes():
    expected = {text: by_strptime(text) for text in ODD_DAYS}
    assert {text: by_rule(text) for text in ODD_DAYS} == expected
    assert {text: by_rule(text) for text in reversed(ODD_DAYS)} == expected
    assert {type(found) for found in expected.values()} == {date, str}


@pytest.mark.parametrize(
    ("texts", "in_need"),
    [
        ({}, True),
        ({"no_further_action": "0", "closure": "RC7"}, True),
        ({"no_further_action": "true"}, False),
        ({"closure": "RC8"}, False),
        ({"kind": "s47"}, None),
    ],
)
def test_a_child_is_in_need_unless_the_referral_was_screened_out_or_the_assessment_found_none(texts, in_need):
    assert judged(**texts).is_in_need is in_need


def test_age_is_in_completed_years_at_the_event_and_no_day_of_birth_is_kept():
    event = judged(birth_date="2015-05-02")
    assert event.age == 7
    assert "2015" not in str(event)
    assert age_at(date(2023, 6, 1), date(2023, 5, 1)) == 0


def test_an_unborn_child_is_of_age_0_up_to_300_days_before_birth():
    assert judged(birth_date="2023-12-01").age == 0
    with pytest.raises(Unusable, match="300 days"):
        judged(birth_date="2024-12-01")


@pytest.mark.parametrize(
    ("layout", "code", "sex"), [(2024, "1", "male"), (2025, "M", "male"), (2025, "U", "not_known")]
)
def test_sex_has_the_codes_of_its_layout(layout, code, sex):
    assert judged(layout, sex=code).sex == sex
    with pytest.raises(Unusable, match="sex is not a code of this layout"):
        judged(2025 if layout == 2024 else 2024, sex=code)


def test_factors_are_named_once_each_and_the_newest_only_from_their_layout_on():
    assert judged(kind="assessment", factors="3B, 18A,18B;21").factors == (
        "domestic_abuse_parent", "none_found", "physical_abuse",
    )  # fmt: skip
    assert judged(2022, kind="assessment", factors="24A").factors == ("child_criminal_exploitation",)
    with pytest.raises(Unusable, match="factor is not a code"):
        judged(2021, kind="assessment", factors="24A")


def test_an_assessment_counts_when_it_is_completed():
    with pytest.raises(Unusable, match="not completed"):
        judged(kind="assessment", date="")


def test_closure_of_2023_is_not_known_before():
    assert judged(2023, closure="RC9").is_in_need
    with pytest.raises(Unusable, match="reason for closure"):
        judged(2022, closure="RC9")


def test_a_reason_never_repeats_what_could_name_a_child():
    for texts in ({"birth_date": "Jane Roe"}, {"child_id": "x" * 200}, {"age": "Jane"}):
        with pytest.raises(Unusable) as stopped:
            judged(**texts)
        assert "Jane" not in str(stopped.value) + stopped.value.detail
        assert "xxx" not in str(stopped.value) + stopped.value.detail
