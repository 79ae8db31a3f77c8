"""The cells of one file against its declaration: markers, shapes of codes, closed lists, blanks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from ingestion.findings import Finding
from ingestion.registry import Column, Layout
from ingestion.sql import quoted

NUMBER = r"^-?\d+(\.\d+)?$"
GROUPED = r"^-?\d{1,3}(,\d{3})+(\.\d+)?$"
YEARS_MONTHS = r"^\d{1,2}:\d{1,2}$"
SHOWN = 8
HINTS = {
    r"^-?\d+,\d{1,2}$": "that is a decimal comma: save the file with decimal points",
    GROUPED: "those are commas between thousands: save the file without them",
    r"^-?\d+(\.\d+)?[eE][+-]?\d+$": "that is scientific notation, as spreadsheets save it: save the numbers in full",
    r"^-?\d+(\.\d+)?\s*%$": "those are percentages with their sign: save the numbers alone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must not be in a column: SQL that is true of a bad cell, with its parameters in order."""

    says: str
    column: str
    is_bad: str
    parameters: list[object] = field(default_factory=list)


def _measure_rules(name: str, column: Column, layout: Layout, lacks: bool) -> Iterator[Rule]:
    cell = quoted(name)
    blank = "false" if column.blank or lacks else f"{cell} is null"
    number = "|".join(
        [NUMBER, *([GROUPED] if layout.thousands else []), *([YEARS_MONTHS] if column.years_months else [])]
    )
    yield Rule(
        says="known markers in",
        column=name,
        is_bad=f"{blank} or not (regexp_matches({cell}, ?) or list_contains(?, {cell}))",
        parameters=[number, list(layout.markers)],
    )


def _rules(name: str, column: Column, layout: Layout, lacks: bool) -> Iterator[Rule]:
    cell = quoted(name)
    if column.role == "measure":
        yield from _measure_rules(name, column, layout, lacks)
    elif not column.blank:
        yield Rule(says="no blank in", column=name, is_bad=f"{cell} is null")
    if column.pattern:
        yield Rule(says="shape of", column=name, is_bad=f"not regexp_matches({cell}, ?)", parameters=[column.pattern])
    if column.values:
        yield Rule(
            says="declared values of", column=name, is_bad=f"not list_contains(?, {cell})", parameters=[column.values]
        )


def _hint(text: str | None) -> str:
    """What a bad cell looks like and what to do about it; nothing for one that is like no number."""
    return next((said for pattern, said in HINTS.items() if text and re.match(pattern, text)), "")


def _detail(connection: duckdb.DuckDBPyConnection, rule: Rule) -> str:
    """The bad cells, the most frequent first."""
    found = connection.execute(
        f"select {quoted(rule.column)}, count(*) from received where {rule.is_bad} "  # noqa: S608
        f"group by all order by 2 desc, 1 limit {SHOWN}",
        rule.parameters,
    ).fetchall()
    shown = ", ".join(f"{'blank' if text is None else repr(text)} in {count} cells" for text, count in found)
    hints = dict.fromkeys(hint for text, _ in found if (hint := _hint(text)))
    return f"{shown} ({'; '.join(hints)})" if hints else shown


def cell_findings(
    received: pa.Table, columns: dict[str, Column], layout: Layout, lacking: frozenset[str], subject: str
) -> list[Finding]:
    """One finding per rule; the file is read once for all of them, and again only for what fails."""
    rules = [rule for name in received.column_names for rule in _rules(name, columns[name], layout, name in lacking)]
    counts = ", ".join(f"count(*) filter ({rule.is_bad})" for rule in rules)
    with duckdb.connect() as connection:
        connection.register("received", received)
        parameters = [parameter for rule in rules for parameter in rule.parameters]
        bad = connection.execute(f"select {counts} from received", parameters).fetchone() or ()  # noqa: S608
        return [
            Finding(
                check=f"{subject}: {rule.says} {rule.column}",
                severity="error",
                passed=not count,
                detail=_detail(connection, rule) if count else "",
            )
            for rule, count in zip(rules, bad, strict=True)
        ]
