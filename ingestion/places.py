"""Which authorities a file of a given year should hold, from the dated list of changes."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.paths import PLACE_CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """One authority code giving way to another on a day; a split or merge has several lines."""

    from_la_code: str
    to_la_code: str
    change_date: date


def place_changes(path: Path = PLACE_CHANGES) -> list[PlaceChange]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            PlaceChange(
                from_la_code=row["from_la_code"],
                to_la_code=row["to_la_code"],
                change_date=date.fromisoformat(row["change_date"]),
            )
            for row in csv.DictReader(lines)
        ]


def authorities_at(day: date, *, known: frozenset[str], known_on: date, changes: list[PlaceChange]) -> frozenset[str]:
    """The authorities that existed on a day, given those that existed on another."""
    codes = set(known)
    for change in sorted(changes, key=lambda change: change.change_date, reverse=True):
        if day < change.change_date <= known_on and change.to_la_code in known:
            codes.discard(change.to_la_code)
            codes.add(change.from_la_code)
    for change in sorted(changes, key=lambda change: change.change_date):
        if known_on < change.change_date <= day and change.from_la_code in known:
            codes.discard(change.from_la_code)
            codes.add(change.to_la_code)
    return frozenset(codes)


def known_codes(known: frozenset[str], changes: list[PlaceChange]) -> frozenset[str]:
    """Every code that an authority has had: those of the lookup and those that changes lead from or to."""
    return known | {code for change in changes for code in (change.from_la_code, change.to_la_code)}
