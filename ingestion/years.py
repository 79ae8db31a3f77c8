"""The vintages that a rule of the registry applies to: `2024`, `2025.1`, `<=2024`, `>=2025.2` or `2022-2024`."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

EARLIEST, LATEST = Decimal(0), Decimal("9999.9")
ISSUE = Decimal("0.1")
LAST_ISSUE = Decimal("0.9")
YEAR = r"\d{4}(\.\d)?"


def _vintage(given: object) -> object:
    """A year, or `2025.2` for the second time that a publisher issues the figures of 2025."""
    return Decimal(str(given)) if isinstance(given, int | float) else given


Vintage = Annotated[Decimal, BeforeValidator(_vintage), Field(ge=1990, lt=2100, max_digits=5, decimal_places=1)]
Years = Annotated[str, BeforeValidator(str), Field(pattern=rf"^((<=|>=)?{YEAR}|{YEAR}-{YEAR})$")]


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive vintages, both ends included. A year written without an issue stands for all issues of that year."""

    first: Decimal
    last: Decimal

    def __contains__(self, vintage: Decimal) -> bool:
        return self.first <= vintage <= self.last

    def __str__(self) -> str:
        if (self.first, self.last) == (EARLIEST, LATEST):
            raise ValueError("a span of all vintages needs no rule")
        first, last = written(self.first), _last_written(self.last)
        if self.first == EARLIEST:
            return f"<={last}"
        if self.last == LATEST:
            return f">={first}"
        if self.first == self.last:
            return f"{self.first:.1f}"
        return first if first == last else f"{first}-{last}"

    def without(self, other: "Span") -> list["Span"]:
        """What is left of this span before and after another."""
        before = Span(self.first, min(self.last, other.first - ISSUE))
        after = Span(max(self.first, other.last + ISSUE), self.last)
        return [part for part in (before, after) if part.first <= part.last]


def written(vintage: Decimal) -> str:
    """2025 or 2025.2, as the registry writes a vintage."""
    return str(int(vintage)) if vintage == int(vintage) else f"{vintage:.1f}"


def _last_written(vintage: Decimal) -> str:
    return str(int(vintage)) if vintage == int(vintage) + LAST_ISSUE else f"{vintage:.1f}"


def _last_of(text: str) -> Decimal:
    return Decimal(text) if "." in text else Decimal(text) + LAST_ISSUE


def span_of(years: str) -> Span:
    """The vintages that a rule applies to: `2025` is every issue of 2025, `2025.0` the one without a number."""
    if years.startswith("<="):
        return Span(EARLIEST, _last_of(years[2:]))
    if years.startswith(">="):
        return Span(Decimal(years[2:]), LATEST)
    first, _, last = years.partition("-")
    return Span(Decimal(first), _last_of(last or first))


def applies(years: str, vintage: Decimal) -> bool:
    """Whether a rule such as `2024`, `<=2024` or `>=2025.1` applies to a vintage."""
    return vintage in span_of(years)


def span_around(vintage: Decimal, others: Iterable[Decimal]) -> Span:
    """The vintages to which what is new in one of them applies.

    From it on where it is the newest of its table, up to it where it is the oldest, and it alone otherwise. It stands
    for all issues of its year, unless another issue of that year is among the others.
    """
    known = [Decimal(other) for other in others if other != vintage]
    has_issues = any(int(other) == int(vintage) for other in known)
    first = Decimal(vintage) if has_issues else Decimal(int(vintage))
    last = first if has_issues else first + LAST_ISSUE
    if known and vintage > max(known):
        return Span(first, LATEST)
    if known and vintage < min(known):
        return Span(EARLIEST, last)
    return Span(first, last)


def rules_without(rules: Iterable[str] | None, span: Span) -> list[str]:
    """The rules that apply to the same vintages as before (to all where there are none), but for those of a span."""
    spans = [Span(EARLIEST, LATEST)] if rules is None else [span_of(rule) for rule in rules]
    return [str(part) for before in spans for part in before.without(span)]
