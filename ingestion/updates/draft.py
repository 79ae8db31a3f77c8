"""A registry entry for a release that is not declared yet: which file is which table's, its hash and what changed."""

from dataclasses import dataclass
from decimal import Decimal

from ingestion.registry import Source
from ingestion.updates.candidates import CandidateFiles
from ingestion.updates.comparison import Comparison, Found
from ingestion.updates.earlier import EarlierFiles
from ingestion.updates.matching import Match, assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry to paste, the lines to paste with it, the tables without a file and the files without a table."""

    source: Source
    vintage: Decimal
    fetch: str
    candidates: CandidateFiles
    found: list[Found]
    missing: list[str]
    unused: list[str]


def _never_declared(matches: list[Match], left: set[str], taken: set[tuple[str, str | None]]) -> list[Match]:
    """For tables that no release has a file of: the one file that has all their headers, and those of no other."""
    exact = [
        match
        for match in matches
        if match.table in left and match.received.unit not in taken and match.has_layout and match.headers == 1.0
    ]
    return [
        match
        for match in exact
        if sum(other.table == match.table for other in exact) == 1
        and sum(other.received.unit == match.received.unit for other in exact) == 1
    ]


def _sharing(source: Source, matches: list[Match], taken: list[Match]) -> list[Match]:
    """For tables without a file: that of a table with which `shares_file_with:` says that they share it."""
    units = {match.table: match.received.unit for match in taken}
    partners = {(table.name, other) for table in source.tables for other in table.shares_file_with}
    partners |= {(other, table) for table, other in partners}
    return [
        match
        for match in matches
        if match.table not in units
        and match.certainty != "no"
        and any(units.get(other) == match.received.unit for table, other in partners if table == match.table)
    ]


def draft(
    source: Source, vintage: Decimal, candidates: CandidateFiles, fetch: str, earlier: EarlierFiles | None = None
) -> Draft:
    """Assign the files of a new release to the tables of its source, one to one."""
    comparison = Comparison(source, vintage, candidates, earlier or EarlierFiles(source))
    matches = [match for table in source.tables for match in comparison.matches(table)]
    taken = assigned(matches)
    taken += _sharing(source, matches, taken)
    undeclared = {name for name, declared in comparison.declared.items() if not declared}
    taken += _never_declared(matches, undeclared, {match.received.unit for match in taken})
    found = [comparison.found(match) for match in sorted(taken, key=lambda match: match.table)]
    tables = {match.table for match in taken}
    files = {match.received.name for match in taken}
    return Draft(
        source=source,
        vintage=vintage,
        fetch=fetch,
        candidates=candidates,
        found=found,
        missing=sorted(name for name in comparison.declared if name not in tables),
        unused=sorted(name for name in candidates.files if name not in files),
    )
