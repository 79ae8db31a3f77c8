"""The change report as one HTML page that needs nothing else: what changed first, then what it rests on."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ingestion.changes.findings import Compared, Estimate, Verdict
from ingestion.changes.report import Changes, Moved, RevisedCells, TableChange
from ingestion.changes.sentences import number, place
from ingestion.paths import MODEL_LABELS
from ingestion.sql import Row
from ingestion.years import written

LEVELS = {"between_la": "between local authorities", "neighbourhood": "over synthetic neighbourhoods"}
LISTED = 60
LARGEST = 20
FINDING = ("Finding", "Exposure and model", "Before", "After", "Verdict")
CELL = ("Figure", "Place", "Year", "Before", "After", "Release")
BY_INDICATOR = {
    "Counts revised": ("counts_revised",),
    "Published rates revised": ("rates_revised",),
    "Now given": ("counts_given", "rates_given"),
    "No longer given": ("counts_no_longer_given", "rates_no_longer_given"),
    "Computed figures that follow": ("computed_changed",),
}
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
TEMPLATES.filters["figure"] = number

Line = Sequence[object]  # text, numbers, which are set to the right, or None for a figure that is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One table of the page; empty ones are left out."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Line]


def _first(caption: str, count: int, most: int) -> str:
    return f"{caption}: {count:,}, the first {most} shown" if count > most else f"{caption}: {count:,}"


@cache
def _model_labels() -> dict[str, str]:
    with MODEL_LABELS.open(encoding="utf-8", newline="") as seed:
        return {row["model"]: row["label"] for row in csv.DictReader(seed)}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _vintages(row: Row, before: str, after: str) -> str:
    old, new = (None if row[name] is None else written(row[name]) for name in (before, after))
    return new or "" if old == new else f"{old} to {new}"


def _cell(row: Row, before: str, after: str) -> Line:
    what = ", ".join(filter(None, (row["label"], _words(row["part"]))))
    return (
        what,
        place(row),
        str(row["year"]),
        row["before"],
        row["after"],
        _vintages(row, before, after),
    )


def _figures(changes: Changes) -> Iterator[Listing]:
    """Revised figures by indicator, then the largest."""
    figures = changes.figures
    rows = [
        [row["label"], *(sum(row[name] for name in of) for of in BY_INDICATOR.values())] for row in figures.by_indicator
    ]
    total = ["All", *(figures.total(*of) for of in BY_INDICATOR.values())]
    heads = ("Indicator", *BY_INDICATOR)
    yield Listing(caption="Revised figures by indicator", heads=heads, rows=[total, *rows] if rows else [])
    counts = figures.total("counts_revised", "counts_given", "counts_no_longer_given")
    for caption, count, cells in (
        ("Large revisions", figures.large_count, figures.large),
        ("Revised counts, the largest first", counts, figures.counts),
        ("Revised published rates, the largest first", figures.total("rates_revised"), figures.rates),
        ("Revisions of releases that a newer one has replaced", figures.superseded_count, figures.superseded),
    ):
        lines = [_cell(row, "vintage_before", "vintage_after") for row in cells[:LARGEST]]
        yield Listing(caption=_first(caption, count, LARGEST), heads=CELL, rows=lines)


def _vintage_revisions(changes: Changes) -> Iterator[Listing]:
    """What the new releases revised of earlier ones."""
    rows = changes.vintages.by_indicator
    heads = ("Indicator", "From release", "To release", "Counts revised", "Published rates revised")
    yield Listing(
        caption=_first("Revisions by indicator", len(rows), LISTED),
        heads=heads,
        rows=[
            (row["label"], written(row["from_vintage"]), written(row["to_vintage"]), row["counts_revised"],
             row["rates_revised"])
            for row in rows[:LISTED]
        ],
    )  # fmt: skip
    cells = [_cell(row, "from_vintage", "to_vintage") for row in changes.vintages.largest[:LARGEST]]
    yield Listing(caption="Counts that changed most", heads=CELL, rows=cells)


def _estimate(estimate: Estimate | None, year: int | None) -> str:
    if estimate is None:
        return "not estimated" if year is None else f"{year}: not estimated"
    return f"{year}: {estimate.score:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _finding(finding: Compared) -> Line:
    what = f"{finding.label}, {LEVELS.get(finding.level, finding.level)}"
    model = _model_labels().get(finding.model, _words(finding.model))
    of_stratum = "" if finding.stratum == "total" else f", {_words(finding.stratum)}"
    why = "; ".join(finding.reasons)
    verdict = f"{finding.verdict}: {why}" if why else finding.verdict
    return (
        what,
        f"{_words(finding.exposure)}, {model}{of_stratum}",
        _estimate(finding.before, finding.year_before),
        _estimate(finding.after, finding.year_after),
        verdict,
    )


def _findings(changes: Changes) -> Iterator[Listing]:
    ordered = sorted(changes.headlines, key=lambda finding: finding.verdict != "changed")
    others = [finding for finding in changes.same_year if finding.verdict == "changed"]
    caption = "Headline findings, newest year of each build"
    yield Listing(caption=caption, heads=FINDING, rows=[_finding(finding) for finding in ordered])
    caption = _first("Findings of the same year that changed", len(others), LISTED)
    yield Listing(caption=caption, heads=FINDING, rows=[_finding(finding) for finding in others[:LISTED]])


def _verdicts(changes: Changes) -> str:
    counts = Counter(finding.verdict for finding in changes.same_year)
    return ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in get_args(Verdict))


def _moved(caption: str, moved: list[Moved], heads: tuple[str, str, str]) -> Listing:
    rows = [(item.what, ", ".join(item.gone) or "none", ", ".join(item.added) or "none") for item in moved]
    return Listing(caption=caption, heads=heads, rows=rows)


def _cells(revised: RevisedCells) -> Listing:
    shown = revised.cells[:LARGEST]
    return Listing(
        caption=_first(f"{revised.table}, {revised.column}", revised.cells_count, LARGEST),
        heads=list(shown[0]) if shown else [],
        rows=[[str(cell[name]) for name in cell] for cell in shown],
    )


def _table_row(table: TableChange) -> Line:
    columns = [f"+ {name}" for name in table.columns_added] + [f"- {name}" for name in table.columns_gone]
    revised = [f"{column} {count:,}" for column, count in table.revised.items()]
    counts = (table.rows_before, table.rows_after, table.rows_added, table.rows_gone)
    return (
        table.name,
        *("none" if count is None else count for count in counts),
        "; ".join([*columns, *table.columns_retyped]) or "same",
        "; ".join(revised) or "none",
    )


def _tables(changes: Changes) -> Listing:
    heads = ("Table", "Rows before", "Rows after", "Rows added", "Rows gone", "Columns", "Cells that differ")
    rows = [_table_row(table) for table in changes.tables if table.is_changed and not table.is_curve]
    return Listing(caption="Tables that changed", heads=heads, rows=rows)


def _filled(listings: Iterable[Listing]) -> list[Listing]:
    return [listing for listing in listings if listing.rows]


def html_of(changes: Changes) -> str:
    """The whole page; everything that comes from a build is escaped."""
    return TEMPLATES.get_template("changes.html").render(
        changes=changes,
        figures=_filled(_figures(changes)),
        vintages=_filled(_vintage_revisions(changes)),
        findings=_filled(_findings(changes)),
        verdicts=_verdicts(changes),
        moved=_filled(
            [
                _moved("Codes that came or went", changes.codes, ("Column", "Gone", "New")),
                _moved("Figures by status, where that changed", changes.markers, ("Column", "Before", "After")),
            ]
        ),
        cells=_filled(map(_cells, changes.revised)),
        tables=_filled([_tables(changes)]),
        unchanged_count=sum(not table.is_changed for table in changes.tables),
        curves=[table.name for table in changes.tables if table.is_changed and table.is_curve],
    )
