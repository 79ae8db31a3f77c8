"""How the headers of a file differ from the declared ones, and the lines of the registry that declare what was found.

A line is certain where it states a fact (a header that is or is not in the file), where the declaration has known the
header before, or where the figures of years that an earlier file has too confirm it. Every other line is unsure.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import yaml

from ingestion.registry import Column, Source, Table
from ingestion.years import Span, rules_without, span_around

LIKE_ENOUGH = 0.5
CONFIRMED = 0.9
REFUTED = 0.5
COUNTED = {"count", "number", "n"}
MEASURED = {"rate": "rate", "median": "median", "percentile": "percentile"} | dict.fromkeys(
    ("percent", "percentage", "pct", "perc"), "percent"
)

Agreement = Callable[[str, str], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """A line that may be right, empty where no line can be proposed, and what to look at first."""

    line: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChanges:
    """How a file differs from its declaration: renamed columns, columns gone and headers never declared.

    `lines` are certain and `unsure` are not; each replaces, or adds, one entry under `columns:` of the table.
    """

    renamed: dict[str, tuple[str, str]]
    gone: dict[str, str]
    new: list[str]
    lines: list[str]
    unsure: list[Unsure]

    def __bool__(self) -> bool:
        return bool(self.lines or self.unsure)

    @property
    def to_paste(self) -> list[str]:
        """The lines as YAML: what is unsure is a comment, so that pasting it changes nothing."""
        comments = [line for unsure in self.unsure for line in (f"unsure: {unsure.look}", unsure.line) if line]
        return [*self.lines, *(f"# {comment}" for comment in comments)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """The declared columns that a file lacks and its headers that no column has in that vintage."""

    declared: dict[str, str]
    missing: dict[str, str]
    unmapped: list[str]

    def without(self, matched: Mapping[str, str]) -> "_Difference":
        """What is left when some columns have been matched with headers."""
        return _Difference(
            declared=self.declared,
            missing={name: old for name, old in self.missing.items() if name not in matched},
            unmapped=[header for header in self.unmapped if header not in matched.values()],
        )


def no_agreement(_column: str, _header: str) -> None:
    """Where no earlier figures are at hand to compare with."""


def headers_elsewhere(source: Source, table: Table) -> dict[str, set[str]]:
    """Every header that the other tables of a source have had, in lower case, and the columns that it was."""
    found: dict[str, set[str]] = {}
    for other in source.tables:
        if other.name != table.name:
            for header, names in _columns_by_header(other.columns).items():
                found.setdefault(header, set()).update(names)
    return found


def _columns_by_header(columns: Mapping[str, Column]) -> dict[str, set[str]]:
    """Every header that some columns have had, in lower case, and the columns that it was."""
    found: dict[str, set[str]] = {}
    for name, column in columns.items():
        for header in (column.header or name, *column.was.values()):
            found.setdefault(header.casefold(), set()).add(name)
    return found


def known_headers(table: Table) -> dict[str, set[str]]:
    """Every header that a table has ever had, in lower case, and the columns that it was."""
    return _columns_by_header({name: column for name, column in table.columns.items() if name not in table.lacks})


def _known_as(table: Table) -> dict[str, str]:
    """The headers that have always been of one and the same column of the table, and that column."""
    return {header: next(iter(names)) for header, names in known_headers(table).items() if len(names) == 1}


def _measured(name: str) -> tuple[str, frozenset[str]]:
    """A header in plain words, and what it measures: a rate is never taken for a count."""
    words = re.split(r"[^a-z0-9%]+", name.lower().replace("%", "_percent"))
    plain = "_".join(MEASURED.get(word, word) for word in words if word not in COUNTED)
    return plain, frozenset(MEASURED[word] for word in words if word in MEASURED)


def _likeness(one: str, other: str) -> float:
    (first, first_measured), (second, second_measured) = _measured(one), _measured(other)
    return SequenceMatcher(None, first, second).ratio() if first_measured == second_measured else 0.0


def _is_same_wording(one: str, other: str) -> bool:
    """Whether two headers differ in spaces, underscores, hyphens and capitals only."""
    return re.sub(r"[\s_-]+", "", one.casefold()) == re.sub(r"[\s_-]+", "", other.casefold())


def _measures_alike(one: str, other: str) -> bool:
    return _measured(one)[1] == _measured(other)[1]


def _difference(table: Table, vintage: Decimal, found: list[str]) -> _Difference:
    declared = table.headers(vintage)
    in_file, in_table = {header.casefold() for header in found}, {header.casefold() for header in declared.values()}
    return _Difference(
        declared=declared,
        missing={name: header for name, header in declared.items() if header.casefold() not in in_file},
        unmapped=[header for header in found if header.casefold() not in in_table],
    )


def _known_before(table: Table, difference: _Difference) -> dict[str, str]:
    """The columns of this table whose header of another vintage is in the file in place of the declared one."""
    known = _known_as(table)
    found: dict[str, str] = {}
    for header in difference.unmapped:
        name = known.get(header.casefold())
        if name and name not in found and (name in difference.missing or name not in difference.declared):
            found[name] = header
    return found


def _candidates(
    difference: _Difference, table: Table, elsewhere: Mapping[str, set[str]], agreement: Agreement
) -> list[tuple[float, float, str, str]]:
    """Pairs that may be renames, the best first: (equal figures, likeness, column, header).

    A header that another column has had, here or in another table of the source, is no candidate; one of another table
    is where the figures are the same.
    """
    known, pairs = _known_as(table), []
    sole = len(difference.missing) == len(difference.unmapped) == 1
    for name, old in difference.missing.items():
        for new in difference.unmapped:
            equal, like = agreement(name, new) or 0.0, _likeness(old, new)
            equal = 1.0 if _is_same_wording(old, new) else equal
            is_foreign = bool(elsewhere.get(new.casefold(), {name}) - {name})
            if new.casefold() in known or not _measures_alike(old, new) or (is_foreign and equal < CONFIRMED):
                continue
            if equal >= CONFIRMED or like >= LIKE_ENOUGH or sole:
                pairs.append((equal if equal >= CONFIRMED else 0.0, like, name, new))
    return sorted(pairs, reverse=True)


def _one_to_one(pairs: list[tuple[float, float, str, str]]) -> dict[str, tuple[str, bool]]:
    """The header of each column, each used once, and whether the figures confirm it."""
    found: dict[str, tuple[str, bool]] = {}
    for equal, _, name, new in pairs:
        if name not in found and new not in {header for header, _ in found.values()}:
            rivals = [other for other, _, column, header in pairs if (column == name) != (header == new)]
            found[name] = (new, equal >= CONFIRMED and equal > max(rivals, default=0.0))
    return found


def _may_be(old: str, new: str, equal: float | None) -> bool:
    """Whether an unlike header may be a column all the same: nothing says that it is not."""
    return _measures_alike(old, new) and (equal is None or equal >= REFUTED)


def entry_line(name: str, entry: dict[str, Any]) -> str:
    """One named entry of the registry in YAML's flow style, to be pasted as it stands."""
    text = yaml.safe_dump({name: entry}, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return text.strip().removeprefix("{").removesuffix("}")


def _as_yaml(years: str) -> str | int | float:
    """A year as the number that people write."""
    return int(years) if years.isdigit() else float(years) if years.replace(".", "").isdigit() else years


def _entry(column: Column, **changes: Any) -> dict[str, Any]:
    """A column's declaration with something in it changed; nothing else of it is lost."""
    entry = column.model_dump(exclude_defaults=True) | changes
    if only := [_as_yaml(years) for years in entry.pop("only", [])]:
        entry["only"] = only[0] if len(only) == 1 else only
    if was := entry.pop("was", {}):
        entry["was"] = {_as_yaml(years): header for years, header in was.items()}
    return entry


def _renamed(column: Column, span: Span, header: str) -> dict[str, Any]:
    """The header of these vintages, and those of the vintages that are left for earlier rules."""
    left = {rule: old for years, old in column.was.items() for rule in rules_without([years], span)}
    return _entry(column, was={str(span): header} | left)


def _again(name: str, column: Column, vintage: Decimal, span: Span, header: str) -> dict[str, Any]:
    """A column that is in these vintages too, under the header found."""
    only = None if column.only is None else [*column.only, str(span)]
    widened = column.model_copy(update={"only": only})
    if (column.header_in(vintage) or name).casefold() == header.casefold():
        return _entry(widened)
    return _renamed(widened, span, header)


def _look_at_rename(old: str, new: str, equal: float | None) -> str:
    compared = (
        "no earlier figures to compare with" if equal is None else f"{equal:.0%} of the earlier figures are equal"
    )
    return f"{old!r} may be {new!r} now ({compared}); if the publisher's guidance says so, take away the # of:"


def _rename_lines(
    table: Table, span: Span, missing: Mapping[str, str], renames: Mapping[str, tuple[str, bool]], agreement: Agreement
) -> tuple[list[str], list[Unsure]]:
    """The lines of the renames that figures confirm, and those of the others."""
    certain, unsure = [], []
    for name in (name for name in missing if name in renames):
        header, is_confirmed = renames[name]
        line = entry_line(name, _renamed(table.columns[name], span, header))
        if is_confirmed:
            certain.append(line)
        else:
            unsure.append(Unsure(line=line, look=_look_at_rename(missing[name], header, agreement(name, header))))
    return certain, unsure


def _left_lines(table: Table, span: Span, left: _Difference, agreement: Agreement) -> tuple[list[str], list[Unsure]]:
    """The lines for columns that are gone and headers that are new; unsure where one may be the other."""
    certain, unsure = [], []
    for name, old in left.missing.items():
        line = entry_line(name, _entry(table.columns[name], only=rules_without(table.columns[name].only, span)))
        if may_be := [new for new in left.unmapped if _may_be(old, new, agreement(name, new))]:
            unsure.append(Unsure(line=line, look=f"{old!r} is gone, unless it is now one of {may_be}; if it is gone:"))
        else:
            certain.append(line)
    for new in left.unmapped:
        line = entry_line(new, {"only": _as_yaml(str(span))})
        if new in table.columns:
            unsure.append(Unsure(line="", look=f"{new!r} is the name of a column that has another header in this file"))
        elif may_be := [old for name, old in left.missing.items() if _may_be(old, new, agreement(name, new))]:
            unsure.append(Unsure(line=line, look=f"{new!r} is new, unless it was one of {may_be}; if it is new:"))
        else:
            certain.append(line)
    return certain, unsure


def header_changes(
    table: Table,
    vintage: Decimal,
    found: list[str],
    others: Iterable[Decimal],
    elsewhere: Mapping[str, set[str]] | None = None,
    agreement: Agreement = no_agreement,
) -> HeaderChanges:
    """What differs in one file of a vintage, given the other vintages that the table has.

    `elsewhere` are the headers of the source's other tables. `agreement` says which part of the figures of a column in
    an earlier file stand under a header of this one, for the same places and years.
    """
    span, difference = span_around(vintage, others), _difference(table, vintage, found)
    known = _known_before(table, difference)
    rest = difference.without(known)
    renames = _one_to_one(_candidates(rest, table, elsewhere or {}, agreement))
    left = rest.without({name: header for name, (header, _) in renames.items()})
    again = [
        entry_line(name, _again(name, table.columns[name], vintage, span, header)) for name, header in known.items()
    ]
    confirmed, guessed = _rename_lines(table, span, rest.missing, renames, agreement)
    certain, unsure = _left_lines(table, span, left, agreement)
    new_headers = known | {name: header for name, (header, _) in renames.items()}
    return HeaderChanges(
        renamed={name: (old, new_headers[name]) for name, old in difference.missing.items() if name in new_headers},
        gone=left.missing,
        new=left.unmapped,
        lines=[*again, *confirmed, *certain],
        unsure=[*guessed, *unsure],
    )
