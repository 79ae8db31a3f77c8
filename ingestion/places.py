"""Which authorities a file of a given year should hold, from the dated list of changes."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.fetch import Wanted
from ingestion.paths import PLACE_CHANGES, PLACE_PARTS
from ingestion.problems import DataProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """One authority code giving way to another on a day; a split or merge has several lines.

    `kind` is recode (same area), merge or split; a recode keeps its name.
    """

    from_la_code: str
    to_la_code: str
    change_date: date
    kind: str
    to_la_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePart:
    """A district or an LSOA that a split or merge moved from one authority to another."""

    from_la_code: str
    to_la_code: str
    part_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityList:
    """The upper-tier authorities that a lookup names, and the day on which they existed."""

    codes: frozenset[str]
    as_at: date

    def __str__(self) -> str:
        return f"{', '.join(sorted(self.codes))} on {self.as_at}"


def authority_list(codes: Iterable[str], lookup: Wanted) -> AuthorityList:
    """Those of a lookup that lie in England; its release says of which day it is."""
    if lookup.release.as_at is None:
        raise DataProblem(
            f"{lookup} does not say of which day its authorities are: write `as_at: <day>` under release "
            f"{lookup.release.vintage} in ingestion/sources/{lookup.source.id}.yml."
        )
    return AuthorityList(codes=frozenset(code for code in codes if code.startswith("E")), as_at=lookup.release.as_at)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def place_changes(path: Path = PLACE_CHANGES, *, is_synthetic: bool = False) -> list[PlaceChange]:
    """The changes of real authorities, or those of the embedded sample."""
    return [
        PlaceChange(
            from_la_code=row["from_la_code"],
            to_la_code=row["to_la_code"],
            change_date=date.fromisoformat(row["change_date"]),
            kind=row["kind"],
            to_la_name=row["to_la_name"],
        )
        for row in _rows(path)
        if row["is_synthetic"] == str(is_synthetic).lower()
    ]


def place_parts(path: Path = PLACE_PARTS) -> list[PlacePart]:
    """The parts of every split and merge, those of the embedded sample too."""
    return [
        PlacePart(from_la_code=row["from_la_code"], to_la_code=row["to_la_code"], part_code=row["part_code"])
        for row in _rows(path)
    ]


def _replaced(codes: frozenset[str], pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The codes after each first code of a pair has given way to the second; other pairs change nothing."""
    taken = [(old, new) for old, new in pairs if old in codes]
    return codes - {old for old, _ in taken} | {new for _, new in taken}


def authorities_at(day: date, *, listed: AuthorityList, changes: list[PlaceChange]) -> frozenset[str]:
    """The authorities that existed on a day, given those that existed on another."""
    codes = listed.codes
    days = sorted({change.change_date for change in changes})
    for changed_on in (past for past in reversed(days) if day < past <= listed.as_at):
        codes = _replaced(codes, [(c.to_la_code, c.from_la_code) for c in changes if c.change_date == changed_on])
    for changed_on in (coming for coming in days if listed.as_at < coming <= day):
        codes = _replaced(codes, [(c.from_la_code, c.to_la_code) for c in changes if c.change_date == changed_on])
    return codes


def known_codes(known: frozenset[str], changes: list[PlaceChange]) -> frozenset[str]:
    """Every code that an authority has had: those of the lookup and those that changes lead from or to."""
    return known | {code for change in changes for code in (change.from_la_code, change.to_la_code)}


def recoded_as(code: str, changes: list[PlaceChange]) -> frozenset[str]:
    """The other codes that the same area has had or will have."""
    recodes = [{change.from_la_code, change.to_la_code} for change in changes if change.kind == "recode"]
    codes = {code}
    while linked := {other for pair in recodes if pair & codes for other in pair} - codes:
        codes |= linked
    return frozenset(codes - {code})
