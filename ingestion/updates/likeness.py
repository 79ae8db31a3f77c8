"""How like a table a candidate file is, by the words of its name and by its headers: rare ones count most."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from ingestion.registry import Source, Table
from ingestion.updates.candidates import stem

NEVER_SEEN = 0.25


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[^a-z0-9+]+", stem(name)) if word)


def _weighed(one: frozenset[str], other: frozenset[str], tables_with: Counter[str]) -> float:
    """What two sets share as a part of what either has; a thing of few tables weighs more than one of many."""

    def weight(things: Iterable[str]) -> float:
        return sum(1 / tables_with[thing] if thing in tables_with else NEVER_SEEN for thing in things)

    if one == other:
        return 1.0 if one else 0.0
    return weight(one & other) / weight(one | other)


class Likeness:
    """The names and headers that all releases of a source have had, and how distinctive each of them is."""

    def __init__(self, source: Source, vintage: Decimal) -> None:
        self._shared = {name.casefold() for name in source.shared.columns}
        self._vintages = [vintage, *(release.vintage for release in source.releases)]
        self._names: dict[str, list[str]] = {}
        for release in source.releases:
            for table, member in release.members.items():
                self._names.setdefault(table, []).append(member.file)
        self._headers = {table.name: self._headers_of(table) for table in source.tables}
        self._tables_with_word = Counter(
            word for names in self._names.values() for word in frozenset().union(*map(_words, names))
        )
        self._tables_with_header = Counter(
            header for sets in self._headers.values() for header in frozenset().union(*sets)
        )
        self._tables_with_stem = Counter(
            name
            for table, names in self._names.items()
            for name in {stem(file) for file in names}
            if not source.table(table).shares_file_with
        )

    def _headers_of(self, table: Table) -> list[frozenset[str]]:
        found = [table.headers(vintage).values() for vintage in self._vintages]
        return [frozenset(header.casefold() for header in headers) - self._shared for headers in found]

    def is_named(self, table: str, name: str) -> bool:
        """Whether a file has a name that this table's file has had, and no other table's, but for years."""
        named = stem(name)
        return self._tables_with_stem[named] <= 1 and named in {stem(file) for file in self._names.get(table, [])}

    def of_names(self, table: str, name: str) -> float:
        """From 0 to 1: the words that a file's name shares with the likest one of the table's earlier files."""
        words = _words(name)
        likest = (_weighed(_words(earlier), words, self._tables_with_word) for earlier in self._names.get(table, []))
        return max(likest, default=0.0)

    def of_headers(self, table: str, headers: Iterable[str]) -> float:
        """From 0 to 1: the headers that a file shares with the likest release, those of the layout left aside."""
        own = frozenset(header.casefold() for header in headers) - self._shared
        return max(_weighed(declared, own, self._tables_with_header) for declared in self._headers[table])

    def has_layout(self, table: Table, headers: Iterable[str]) -> bool:
        """Whether a file has the layout's columns that the table has: one of England only has none for authorities."""
        expected = self._shared - {name.casefold() for name in table.lacks}
        return expected == self._shared & {header.casefold() for header in headers}
