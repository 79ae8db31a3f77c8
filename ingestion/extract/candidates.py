"""What a file says happened, as text: one candidate per event, with the line it stands in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Text = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One event before it is judged. Texts are as in the file; "" is a blank. `fault` is what reading found wrong."""

    file: str
    line: int
    kind: str
    child_id: str = ""
    date: str = ""
    end: str = ""
    episode: str = ""
    birth_date: str = ""
    age: str = ""
    sex: str = ""
    ethnicity: str = ""
    category: str = ""
    factors: str = ""
    previous_plans: str = ""
    no_further_action: str = ""
    closure: str = ""
    place: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A group of a census return: its own values, and the groups nested in it by name."""

    line: int
    values: Text
    parts: dict[str, list["Part"]] = field(default_factory=dict)
    file: str = ""

    def of(self, name: str) -> list["Part"]:
        return self.parts.get(name, [])

    def value(self, name: str) -> str:
        return self.values.get(name, "").strip()


def of_child(child: Part, file: str, place: str) -> Iterator[Candidate]:
    """Every event of one child of a census return, in the order of its cases; care is not in the return."""
    shared = {
        "child_id": child.value("LAchildID"),
        "birth_date": child.value("PersonBirthDate") or child.value("ExpectedPersonBirthDate"),
        "sex": child.value("Sex") or child.value("GenderCurrent"),
        "ethnicity": child.value("Ethnicity"),
        "place": place,
    }
    for number, case in enumerate(child.of("CINdetails"), start=1):
        own = shared | {"episode": case.value("CINdetailsID") or str(number)}
        yield from _of_case(case, file, own)


def _of_case(case: Part, file: str, own: dict[str, str]) -> Iterator[Candidate]:
    def candidate(part: Part, kind: str, date: str, **more: str) -> Candidate:
        return Candidate(file=part.file or file, line=part.line, kind=kind, date=part.value(date), **own, **more)

    closed = {"end": case.value("CINclosureDate"), "closure": case.value("ReasonForClosure")}
    yield candidate(case, "referral", "CINreferralDate", no_further_action=case.value("ReferralNFA"), **closed)
    if case.value("DateOfInitialCPC"):
        yield candidate(case, "icpc", "DateOfInitialCPC")
    for part in case.of("Assessments"):
        yield candidate(part, "assessment", "AssessmentAuthorisationDate", factors=part.value("AssessmentFactors"))
    for part in case.of("Section47"):
        yield candidate(part, "s47", "S47ActualStartDate")
        if part.value("DateOfInitialCPC"):
            yield candidate(part, "icpc", "DateOfInitialCPC")
    for part in case.of("ChildProtectionPlans"):
        plan = {
            "end": part.value("CPPendDate"),
            "category": part.value("InitialCategoryOfAbuse"),
            "previous_plans": part.value("NumberOfPreviousCPP"),
        }
        yield candidate(part, "cpp", "CPPstartDate", **plan)


FLAT_COLUMNS = {
    "child_id": "child_id", "event": "kind", "event_date": "date", "end_date": "end", "birth_date": "birth_date",
    "age": "age", "sex": "sex", "ethnicity": "ethnicity", "plan_category": "category", "factors": "factors",
    "previous_plans_count": "previous_plans", "lsoa_code": "place", "postcode": "place",
}  # fmt: skip
FLAT_REQUIRED = ("child_id", "event", "event_date")


def of_rows(rows: Iterable[tuple[int, Text, str]], file: str) -> Iterator[Candidate]:
    """One candidate per row of an event-level file; (line, values, fault) as the reader gives them."""
    for line, values, fault in rows:
        named = {name: text.strip() for column, name in FLAT_COLUMNS.items() if (text := values.get(column))}
        kind = named.pop("kind", "").lower()
        yield Candidate(file=file, line=line, kind=kind, fault=fault, **named)
