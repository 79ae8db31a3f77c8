"""The change report as data: tables, codes, markers, files, revised cells and findings of two builds."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingestion.builds import build_id
from ingestion.changes import warehouse
from ingestion.changes.findings import RULE, Compared, headlines, same_year
from ingestion.changes.warehouse import Row, Side, Table, TableName

LISTED = 200
NAMED = 3
SIDES: tuple[Side, Side] = ("before", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One table: its rows, columns, and the cells that differ in rows that both builds have."""

    name: str
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
    """What came and went of one kind: codes of a key column, markers of a status column, files."""

    what: str
    added: list[str]
    gone: list[str]


def _named(changed: list[Compared]) -> str:
    """The first changed findings, in words."""
    told = [
        f"{finding.label} by {finding.exposure.replace('_', ' ')}, from {finding.before.score:.2f} to "
        f"{finding.after.score:.2f}"
        for finding in changed[:NAMED]
        if finding.before and finding.after
    ]
    more = f"; and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
    return f": {'; '.join(told)}{more}" if told else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that differs between two builds."""

    build_before: str
    build_after: str
    made_at: str
    is_synthetic: bool
    tables: list[TableChange]
    revised: list[RevisedCells]
    codes: list[Moved]
    markers: list[Moved]
    files: list[Moved]
    headlines: list[Compared]
    same_year: list[Compared]
    rule: str = RULE

    def as_json(self) -> dict[str, Any]:
        return {"sentence": self.sentence, **asdict(self)}

    @property
    def sentence(self) -> str:
        """What changed, for somebody who reads no further."""
        changed = [finding for finding in self.headlines if finding.verdict == "changed"]
        others = sum(finding.verdict == "changed" for finding in self.same_year)
        cells = sum(cells.cells_count for cells in self.revised)
        added = sum(table.rows_added or 0 for table in self.tables)
        gone = sum(table.rows_gone or 0 for table in self.tables)
        head = f"{len(changed) or 'None'} of the {len(self.headlines)} headline findings changed"
        return (
            f"{head}{_named(changed)}. Of {len(self.same_year):,} findings compared year by year, {others:,} changed. "
            f"{cells:,} published figures were revised, {added:,} rows are new and {gone:,} are gone."
        )


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


def _pairs(connection: duckdb.DuckDBPyConnection) -> list[_Pair]:
    before, after = (warehouse.tables(connection, side) for side in SIDES)
    keys = warehouse.keys(connection, "before") | warehouse.keys(connection, "after")
    return [_Pair(name, before.get(name), after.get(name), keys.get(name)) for name in sorted({*before, *after})]


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
    """Cells of marts are listed, of results only verdicts: the rest of those are compared as findings."""
    return pair.name[0] == "marts" or column == "verdict"


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
                        moved.append(Moved(what=f"{pair.shown}.{column}", added=_told(new), gone=_told(old)))
    return moved


def _told(counts: dict[str, int]) -> list[str]:
    return [f"{status} {count:,}" for status, count in counts.items()]


def _files(connection: duckdb.DuckDBPyConnection) -> list[Moved]:
    """Files landed or dropped, and those that are not what they were: corrected, or final after provisional."""
    before, after = (warehouse.releases(connection, side) for side in SIDES)
    shared = sorted(set(before) & set(after))
    corrected = [name for name in shared if before[name]["sha256"] != after[name]["sha256"]]
    matured = [
        f"{name}: {before[name]['maturity']} -> {after[name]['maturity']}"
        for name in shared
        if before[name]["maturity"] != after[name]["maturity"]
    ]
    provisional = sorted(name for name, row in after.items() if row["maturity"] == "provisional")
    return [
        Moved(what="files", added=sorted(set(after) - set(before)), gone=sorted(set(before) - set(after))),
        Moved(what="files with other content", added=corrected, gone=[]),
        Moved(what="provisional or final", added=matured, gone=[]),
        Moved(what="still provisional", added=provisional, gone=[]),
    ]


def compare(before: Path, after: Path) -> Changes:
    """Everything that differs between two builds of one data set."""
    with warehouse.side_by_side(before, after) as connection:
        pairs = _pairs(connection)
        changes = [_table_change(connection, pair) for pair in pairs]
        fitted = [warehouse.gradients(connection, side) for side in SIDES]
        return Changes(
            build_before=build_id(before),
            build_after=build_id(after),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            is_synthetic=warehouse.is_synthetic(connection),
            tables=changes,
            revised=[
                cells
                for pair, change in zip(pairs, changes, strict=True)
                for cells in _revised(connection, pair, change)
            ],
            codes=_codes(connection, pairs),
            markers=_markers(connection, pairs),
            files=[moved for moved in _files(connection) if moved.added or moved.gone],
            headlines=headlines(*fitted),
            same_year=same_year(*fitted),
        )
