"""The publication calendar: what is due or overdue, judged by when it should come out, not by when it was loaded."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from ingestion.registry import Release, Source

Status = Literal["not due yet", "due", "overdue", "no day to expect it"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One publication: the newest release that is declared, and the one to expect after it."""

    source_id: str
    title: str
    newest: Decimal
    is_provisional: bool
    published_on: date | None
    next_vintage: int | None
    expected_on: date | None
    overdue_after: date | None
    status: Status


def newest_release(source: Source) -> Release:
    return max(source.releases, key=lambda release: release.vintage)


def _status(today: date, expected_on: date | None, overdue_after: date | None) -> Status:
    if expected_on is None or overdue_after is None:
        return "no day to expect it"
    if today < expected_on:
        return "not due yet"
    return "due" if today <= overdue_after else "overdue"


def entry_of(source: Source, today: date) -> Entry:
    """The calendar's line for one source: its newest vintage, and the day after which the next is late."""
    newest = newest_release(source)
    next_vintage = int(newest.vintage) + 1 if source.cadence == "yearly" else None
    expected_on = overdue_after = None
    if source.expected and next_vintage:
        month, day = map(int, source.expected.day.split("-"))
        expected_on = date(next_vintage + source.expected.years_after, month, day)
        overdue_after = expected_on + timedelta(days=source.expected.days_late)
    return Entry(
        source_id=source.id,
        title=source.title,
        newest=newest.vintage,
        is_provisional=newest.maturity == "provisional",
        published_on=newest.published_on,
        next_vintage=next_vintage,
        expected_on=expected_on,
        overdue_after=overdue_after,
        status=_status(today, expected_on, overdue_after),
    )


def calendar(sources: list[Source], today: date) -> list[Entry]:
    """Every public source, those that are late first."""
    order: list[Status] = ["overdue", "due", "not due yet", "no day to expect it"]
    found = [entry_of(source, today) for source in sources if source.scope == "public"]
    return sorted(found, key=lambda entry: (order.index(entry.status), entry.source_id))
