"""A file's headers against the declared ones, and the lines of the registry that would declare what was found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import yaml

from ingestion.registry import Column, Table

LIKE_ENOUGH = 0.5
COUNTED = {"count", "number", "n"}
MEASURED = {"rate": "rate", "median": "median", "percentile": "percentile"} | dict.fromkeys(
    ("percent", "percentage", "pct"), "percent"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChanges:
    """How a file differs from its declaration: likely renames, columns gone and headers unheard of.

    `lines` declare all of that; each replaces, or adds, one entry under `columns:` of the table.
    """

    renamed: dict[str, tuple[str, str]]
    gone: dict[str, str]
    new: list[str]
    lines: list[str]

    def __bool__(self) -> bool:
        return bool(self.lines)


def _measured(name: str) -> tuple[str, frozenset[str]]:
    """A header in plain words, and what it measures: a rate is never taken for a count."""
    words = re.split(r"[^a-z0-9]+", name.lower())
    plain = "_".join(MEASURED.get(word, word) for word in words if word not in COUNTED)
    return plain, frozenset(MEASURED[word] for word in words if word in MEASURED)


def _likeness(one: str, other: str) -> float:
    (first, first_measured), (second, second_measured) = _measured(one), _measured(other)
    return SequenceMatcher(None, first, second).ratio() if first_measured == second_measured else 0.0


def _renames(missing: dict[str, str], unmapped: list[str]) -> dict[str, str]:
    """The likeliest new header of each missing column, the likest pairs first; the last of each are a pair."""
    pairs = sorted(
        ((_likeness(old, new), name, new) for name, old in missing.items() for new in unmapped), reverse=True
    )
    found: dict[str, str] = {}
    for likeness, name, new in pairs:
        if likeness >= LIKE_ENOUGH and name not in found and new not in found.values():
            found[name] = new
    left = [name for name in missing if name not in found], [new for new in unmapped if new not in found.values()]
    if len(left[0]) == len(left[1]) == 1 and _measured(missing[left[0][0]])[1] == _measured(left[1][0])[1]:
        found[left[0][0]] = left[1][0]
    return {name: found[name] for name in missing if name in found}


def _years(vintage: int, others: Iterable[int]) -> str | int:
    """From this vintage on, up to it, or it alone, as it lies among the other vintages of the table."""
    known = [other for other in others if other != vintage]
    if known and vintage > max(known):
        return f">={vintage}"
    if known and vintage < min(known):
        return f"<={vintage}"
    return vintage


def _without(vintage: int, others: Iterable[int]) -> str:
    """The vintages on the other side of one that lacks a column."""
    known = [other for other in others if other != vintage]
    return f">={vintage + 1}" if known and vintage < min(known) else f"<={vintage - 1}"


def entry_line(name: str, entry: dict[str, Any]) -> str:
    """One named entry of the registry in YAML's flow style, to be pasted as it stands."""
    text = yaml.safe_dump({name: entry}, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return text.strip().removeprefix("{").removesuffix("}")


def _entry(column: Column, **changes: Any) -> dict[str, Any]:
    """A column's declaration with something in it changed; nothing else of it is lost."""
    return column.model_dump(exclude_defaults=True) | changes


def _was(column: Column, years: str | int, header: str) -> dict[str | int, str]:
    """The header of these years before those of others, since the first that applies is taken."""
    kept = {int(given) if given.isdigit() else given: old for given, old in column.was.items()}
    return {years: header} | {given: old for given, old in kept.items() if given != years}


def header_changes(table: Table, vintage: Decimal, found: list[str], others: Iterable[Decimal]) -> HeaderChanges:
    """What differs in one file of a vintage, given the other vintages that the table has."""
    declared, known = table.headers(vintage), [int(other) for other in others]
    folded, declared_folded = {header.casefold() for header in found}, {h.casefold() for h in declared.values()}
    missing = {name: header for name, header in declared.items() if header.casefold() not in folded}
    unmapped = [header for header in found if header.casefold() not in declared_folded]
    renames = _renames(missing, unmapped)
    gone = {name: header for name, header in missing.items() if name not in renames}
    new = [header for header in unmapped if header not in renames.values()]
    years = _years(int(vintage), known)
    lines = [
        entry_line(name, _entry(table.columns[name], was=_was(table.columns[name], years, header)))
        for name, header in renames.items()
    ]
    lines += [entry_line(name, _entry(table.columns[name], only=_without(int(vintage), known))) for name in gone]
    lines += [entry_line(header, {"only": years}) for header in new]
    return HeaderChanges(
        renamed={name: (missing[name], header) for name, header in renames.items()}, gone=gone, new=new, lines=lines
    )
