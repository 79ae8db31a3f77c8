"""Whether a candidate is an event that can be counted; if not, one reason in words.

Definitions are in docs/own-records.md. Values that could name a child are never repeated in a reason.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from ingestion.extract import codes
from ingestion.extract.candidates import Candidate

EARLIEST = date(1990, 1, 1)
UNBORN_DAYS = 300
OLDEST = 25  # care leavers and disabled young people stay in the return to that age
LONGEST_ID = 100
MOST_DAYS = 1 << 16  # dates remembered: events of 36 years and births of 60 are 35,000 days


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event that counts. `place` is the LSOA or postcode as given; no day of birth is kept."""

    file: str
    line: int
    child_id: str
    kind: str
    day: date
    end: date | None
    episode: str
    is_in_need: bool | None
    age: int | None
    sex: str | None
    ethnicity: str | None
    category: str | None
    factors: tuple[str, ...] | None
    previous_plans: int | None
    place: str


class Unusable(ValueError):
    """Why a candidate goes to quarantine: the reason in general, and the value or place that shows it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.detail = detail[:40]


@lru_cache(maxsize=MOST_DAYS)
def _day(text: str) -> date | None:
    """ISO or day/month/year; None where it is neither."""
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, layout).date()
        except ValueError:
            continue
    return None


def parsed_date(text: str, what: str) -> date | None:
    """The day that a date or a time begins with; None where blank."""
    if not text:
        return None
    found = _day(text[:10])
    if found is None or text[10:11] not in {"", "T", " "}:
        raise Unusable(f"{what} is not a date")
    return found


def age_at(born: date, day: date) -> int:
    """Completed years; 0 before birth."""
    return max(day.year - born.year - ((day.month, day.day) < (born.month, born.day)), 0)


def coded(text: str, known: dict[str, str], what: str) -> str | None:
    if not text:
        return None
    if text.upper() in known:
        return known[text.upper()]
    if text.lower() in known.values():
        return text.lower()
    if text.title() in known.values():
        return text.title()
    raise Unusable(f"{what} is not a code of this layout", text)


def _age(candidate: Candidate, day: date) -> int | None:
    born = parsed_date(candidate.birth_date, "the day of birth")
    if born is not None:
        if (born - day).days > UNBORN_DAYS:
            raise Unusable("the child is born more than 300 days after the event")
        age = age_at(born, day)
    elif candidate.age:
        if not re.fullmatch(r"-?\d{1,3}", candidate.age):
            raise Unusable("the age is not a whole number")
        age = int(candidate.age)
    else:
        return None
    if not 0 <= age <= OLDEST:
        raise Unusable("the age is negative" if age < 0 else f"the child is older than {OLDEST}")
    return age


def _in_need(candidate: Candidate, layout: int) -> bool | None:
    """A referral of a child in need: not closed with no further action, nor after an assessment that found none."""
    if candidate.kind != "referral":
        return None
    if candidate.closure:
        since = codes.CLOSURE_FROM.get(candidate.closure, codes.EARLIEST_LAYOUT)
        if candidate.closure not in codes.CLOSURE or layout < since:
            raise Unusable("reason for closure is not a code of this layout", candidate.closure)
    flag = candidate.no_further_action.lower()
    if flag and flag not in codes.TRUE | codes.FALSE:
        raise Unusable("no further action is neither true nor false")
    return flag not in codes.TRUE and candidate.closure != codes.NO_NEED


def _factors(candidate: Candidate, layout: int) -> tuple[str, ...] | None:
    if candidate.kind != "assessment":
        return None
    found = set()
    for code in filter(None, re.split(r"[,;\s]+", candidate.factors)):
        if layout < codes.FACTOR_FROM.get(code.upper(), codes.EARLIEST_LAYOUT):
            raise Unusable("factor is not a code of this layout", code)
        found.add(coded(code, codes.FACTOR, "factor"))
    return tuple(sorted(factor for factor in found if factor))


def _previous_plans(candidate: Candidate) -> int | None:
    if candidate.kind != "cpp" or not candidate.previous_plans:
        return None
    if not re.fullmatch(r"\d{1,2}", candidate.previous_plans):
        raise Unusable("the number of previous plans is not a whole number")
    return int(candidate.previous_plans)


def _dates(candidate: Candidate, last_day: date) -> tuple[date, date | None]:
    day = parsed_date(candidate.date, "the date of the event")
    if day is None:
        is_open = candidate.kind == "assessment"
        raise Unusable("the assessment is not completed" if is_open else "there is no date of the event")
    if day > last_day:
        raise Unusable("the event lies in the future, after the day of the extract", str(day))
    if day < EARLIEST:
        raise Unusable(f"the event lies before {EARLIEST}", str(day))
    end = parsed_date(candidate.end, "the end")
    if end is not None and end < day:
        raise Unusable("the event ends before it starts")
    return day, end


def judge(candidate: Candidate, *, layout: int, last_day: date) -> Event:
    """The event, or Unusable with the first reason found."""
    if candidate.fault:
        raise Unusable(candidate.fault)
    if not candidate.child_id or len(candidate.child_id) > LONGEST_ID:
        raise Unusable("there is no child id" if not candidate.child_id else "the child id is too long")
    if candidate.kind not in codes.EVENT_KINDS:
        raise Unusable(f"not an event; there are {', '.join(codes.EVENT_KINDS)}", candidate.kind)
    day, end = _dates(candidate, last_day)
    return Event(
        file=candidate.file,
        line=candidate.line,
        child_id=candidate.child_id,
        kind=candidate.kind,
        day=day,
        end=end,
        episode=candidate.episode,
        is_in_need=_in_need(candidate, layout),
        age=_age(candidate, day),
        sex=coded(candidate.sex, codes.sex_codes(layout), "sex"),
        ethnicity=coded(candidate.ethnicity, codes.ETHNICITY, "ethnicity"),
        category=coded(candidate.category, codes.PLAN_CATEGORY, "category of abuse"),
        factors=_factors(candidate, layout),
        previous_plans=_previous_plans(candidate),
        place=candidate.place,
    )
