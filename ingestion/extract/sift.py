"""Candidates to events and quarantine: every one ends in exactly one of the two."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingestion.extract.candidates import Candidate
from ingestion.extract.judge import Event, Unusable, judge
from ingestion.extract.places import LSOA, Map, postcode
from ingestion.extract.reading import Extract


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One line of the quarantine. The reason names the fault, never the child."""

    file: str
    line: int
    kind: str
    reason: str
    detail: str = ""


@dataclass(kw_only=True)
class Sifted:
    """`events` carry an LSOA of the authority or none; `unplaced` says why not, and how often."""

    events: list[Event] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    unplaced: Counter[str] = field(default_factory=Counter)
    edition: int = 0

    @property
    def read_count(self) -> int:
        return len(self.events) + len(self.rejected)

    def reasons(self) -> list[tuple[str, int]]:
        """Each reason and how many lines it holds back, the commonest first."""
        return Counter(rejected.reason for rejected in self.rejected).most_common()


def _lsoa(event: Event, postcodes: Mapping[str, str], unplaced: Counter[str]) -> str:
    """The code to look up; "" where there is none, which is counted."""
    given = event.place
    if not given:
        unplaced["no postcode or neighbourhood"] += 1
        return ""
    if LSOA.match(given) or not postcodes:
        return given
    code = postcodes.get(postcode(given), "")
    if not code:
        unplaced["postcode is not in the lookup"] += 1
    return code


def not_seen(seen: dict[tuple[object, ...], int], key: tuple[object, ...], line: int) -> None:
    """Remember a key; Unusable where an earlier line had it."""
    if key in seen:
        raise Unusable("an earlier line says the same", f"line {seen[key]}")
    seen[key] = line


def rejected(of: Candidate | Event, reason: Unusable) -> Rejected:
    return Rejected(file=of.file, line=of.line, kind=of.kind, reason=str(reason), detail=reason.detail)


def sift(extract: Extract, places: Map, postcodes: Mapping[str, str]) -> Sifted:
    """Judge, place and tell apart. Of several that are the same event the first stays."""
    found = Sifted()
    judged: list[Event] = []
    for candidate in extract.candidates:
        try:
            event = judge(candidate, layout=extract.layout, last_day=extract.last_day)
        except Unusable as reason:
            found.rejected.append(rejected(candidate, reason))
        else:
            code = _lsoa(event, postcodes, found.unplaced)
            judged.append(event if code == event.place else replace(event, place=code))
    found.edition = places.edition_of(event.place for event in judged if event.place)
    seen: dict[tuple[object, ...], int] = {}
    for event in judged:
        try:
            if event.place:
                places.placed(event.place, found.edition)
            not_seen(seen, (event.child_id, event.kind, event.day, event.episode), event.line)
        except Unusable as reason:
            found.rejected.append(rejected(event, reason))
        else:
            found.events.append(event)
    return found
