"""The change report as data: tables, codes, markers, files, revised cells and findings of two builds."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingestion.builds import build_id
from ingestion.changes import names, sentences, warehouse
from ingestion.changes.figures import FIGURES, Figures, RevisedTable, revised_figures
from ingestion.changes.findings import RULE, Compared, headlines, same_year
from ingestion.changes.releases import ReleaseChange, Renumbered, compared_releases, provisional, releases, renumbered
from ingestion.changes.vintages import VintageRevisions, new_revisions
from ingestion.changes.warehouse import Side, Table, TableName
from ingestion.sql import Row

LISTED = 200
NEWEST_FIGURES = {"marts.fct_la_indicators", "marts.fct_england_indicators"}
TEXTS = {"VARCHAR", "BOOLEAN", "DATE"}
SIDES: tuple[Side, Side] = ("before", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One table: its rows, columns, and the cells that differ in rows that both builds have.

    `is_curve`: its rows are points of a drawn curve, which follow from the models.
    """

    name: str
    is_curve: bool
    rows_before: int | None
    rows_after: int | None
    rows_added: int | None
    rows_gone: int | None
    columns_added: list[str]
    columns_gone: list[str]
    columns_retyped: list[str]
    revised: dict[str, int]

    @property
    def is_changed(self) -> bool:
        counts = (self.rows_added, self.rows_gone, self.columns_added, self.columns_gone, self.columns_retyped)
        return any(counts) or bool(self.revised) or self.rows_before != self.rows_after


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedCells:
    """The first differing cells of one column; `cells_count` is of all of them."""

    table: str
    column: str
    cells_count: int
    cells: list[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What came and went of one kind: codes of a key column, markers of a status column."""

    what: str
    added: list[str]
    gone: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that differs between two builds."""

    build_before: str
    build_after: str
    made_at: str
    is_synthetic: bool
    releases: list[ReleaseChange]
    still_provisional: list[str]
    figures: Figures
    vintages: VintageRevisions
    tables: list[TableChange]
    revised: list[RevisedCells]
    codes: list[Moved]
    markers: list[Moved]
    headlines: list[Compared]
    same_year: list[Compared]
    rule: str = RULE

    def as_json(self) -> dict[str, Any]:
        return {"sentence": self.sentence, "sentences": self.sentences, **asdict(self)}

    @property
    def is_changed(self) -> bool:
        return any(table.is_changed and not table.is_curve for table in self.tables)

    @property
    def sentences(self) -> list[str]:
        """What changed, the largest first."""
        added, gone = (
            sum(getattr(table, rows) or 0 for table in self.tables if table.name in NEWEST_FIGURES)
            for rows in ("rows_added", "rows_gone")
        )
        return [
            *sentences.large(self.figures),
            *sentences.released(self.releases, is_all=not self.is_changed),
            *(sentences.revised(self.figures) if self.is_changed else []),
            *sentences.new_and_gone(added, gone),
            *sentences.found(self.headlines, self.same_year),
        ]

    @property
    def sentence(self) -> str:
        """What changed, for somebody who reads no further."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class _Pair:
    """One table in both builds, as far as it is there, and its key."""

    name: TableName
    before: Table | None
    after: Table | None
    key: list[str] | None

    @property
    def shown(self) -> str:
        return ".".join(self.name)

    @property
    def is_curve(self) -> bool:
        """Whether a row is a point: its key holds a measured number."""
        columns = (self.after or self.before or Table(self.name, {})).columns
        return self.name[0] == "results" and any(columns.get(name) == "DOUBLE" for name in self.key or [])


def _pairs(connection: duckdb.DuckDBPyConnection, numbers: list[Renumbered]) -> list[_Pair]:
    """Every table, the earlier build's under the numbers that its releases have in the later one."""
    before, after = (warehouse.tables(connection, side) for side in SIDES)
    keys = warehouse.keys(connection, "before") | warehouse.keys(connection, "after")
    if numbers:
        warehouse.record_numbers(connection, {file.release_id: file.vintage for file in numbers})
        for name, table in before.items():
            if "vintage" in keys.get(name, []) and "_release_id" in table.columns:
                before[name] = warehouse.renumber(connection, table)
    return [_Pair(name, before.get(name), after.get(name), keys.get(name)) for name in sorted({*before, *after})]


def _with_revisions(pairs: list[_Pair], changes: list[TableChange]) -> dict[TableName, RevisedTable]:
    """The tables in which some cell differs."""
    return {
        pair.name: RevisedTable(before=pair.before, after=pair.after, key=pair.key, columns=set(change.revised))
        for pair, change in zip(pairs, changes, strict=True)
        if pair.before and pair.after and pair.key and change.revised
    }


def _table_change(connection: duckdb.DuckDBPyConnection, pair: _Pair) -> TableChange:
    """Rows and columns; keys and cells where both builds have the table and the columns of its key."""
    before, after, key = pair.before, pair.after, pair.key
    old, new = before.columns if before else {}, after.columns if after else {}
    added = gone = None
    revised: dict[str, int] = {}
    if before and after and key and set(key) <= set(old) & set(new):
        gone = warehouse.only_in(connection, before, key, "before")
        added = warehouse.only_in(connection, before, key, "after")
        revised = warehouse.revised_counts(connection, before, key, warehouse.compared(before, after, key))
    return TableChange(
        name=pair.shown,
        is_curve=pair.is_curve,
        rows_before=warehouse.rows_count(connection, before, "before") if before else None,
        rows_after=warehouse.rows_count(connection, after, "after") if after else None,
        rows_added=added,
        rows_gone=gone,
        columns_added=[name for name in new if name not in old] if before else [],
        columns_gone=[name for name in old if name not in new] if after else [],
        columns_retyped=[
            f"{name} {old[name]} -> {new[name]}" for name in old if name in new and old[name] != new[name]
        ],
        revised=revised,
    )


def _is_listed(pair: _Pair, column: str) -> bool:
    """Verdicts of results, and cells of marts that are neither figures nor the reason why one is missing."""
    if pair.name[0] == "results" or pair.before is None:
        return column == "verdict"
    is_text = pair.before.columns[column] in TEXTS
    return not column.endswith("_status") and (is_text or pair.name not in FIGURES)


def _revised(connection: duckdb.DuckDBPyConnection, pair: _Pair, change: TableChange) -> list[RevisedCells]:
    return [
        RevisedCells(
            table=pair.shown,
            column=column,
            cells_count=count,
            cells=warehouse.revised_cells(connection, pair.before, pair.key, column, LISTED),
        )
        for column, count in change.revised.items()
        if pair.before and pair.key and _is_listed(pair, column)
    ]


def _codes(connection: duckdb.DuckDBPyConnection, pairs: list[_Pair]) -> list[Moved]:
    """Codes and ids that stand in the key of some mart of one build and in none of the other."""
    found: dict[str, dict[Side, set[str]]] = {}
    for pair in pairs:
        for column in pair.key or []:
            if pair.name[0] == "marts" and column.endswith(("_code", "_id")):
                for side, table in zip(SIDES, (pair.before, pair.after), strict=True):
                    held = warehouse.values(connection, table, side, column) if table else {}
                    found.setdefault(column, {"before": set(), "after": set()})[side] |= set(held)
    return [
        Moved(what=column, added=sorted(of["after"] - of["before"]), gone=sorted(of["before"] - of["after"]))
        for column, of in sorted(found.items())
        if of["before"] != of["after"]
    ]


def _markers(connection: duckdb.DuckDBPyConnection, pairs: list[_Pair]) -> list[Moved]:
    """How often each reason for a missing figure stands in each status column, where that changed."""
    moved = []
    for pair in pairs:
        if pair.before and pair.after and pair.name[0] == "marts":
            for column in (name for name in pair.before.columns if name.endswith("_status")):
                if column in pair.after.columns:
                    old = warehouse.values(connection, pair.before, "before", column)
                    new = warehouse.values(connection, pair.after, "after", column)
                    if old != new:
                        moved.append(
                            Moved(what=f"{pair.shown}.{column}", added=_with_counts(new), gone=_with_counts(old))
                        )
    return moved


def _with_counts(counts: dict[str, int]) -> list[str]:
    return [f"{status.replace('_', ' ')} {count:,}" for status, count in counts.items()]


def compare(before: Path, after: Path) -> Changes:
    """Everything that differs between two builds of one data set."""
    with warehouse.side_by_side(before, after) as connection:
        held = [releases(connection, side) for side in SIDES]
        of_releases = compared_releases(*held)
        pairs = _pairs(connection, renumbered(*held))
        changes = [_table_change(connection, pair) for pair in pairs]
        fitted = [warehouse.gradients(connection, side) for side in SIDES]
        names.name(connection)
        return Changes(
            build_before=build_id(before),
            build_after=build_id(after),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            is_synthetic=warehouse.is_synthetic(connection),
            releases=of_releases,
            still_provisional=provisional(held[1]),
            figures=revised_figures(connection, _with_revisions(pairs, changes), most=LISTED),
            vintages=new_revisions(
                connection, [name for change in of_releases for name in change.added_ids], most=LISTED
            ),
            tables=changes,
            revised=[
                cells
                for pair, change in zip(pairs, changes, strict=True)
                for cells in _revised(connection, pair, change)
            ],
            codes=_codes(connection, pairs),
            markers=_markers(connection, pairs),
            headlines=headlines(*fitted),
            same_year=same_year(*fitted),
        )
