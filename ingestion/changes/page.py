"""The change report as one HTML page that needs nothing else: what changed first, then what it rests on."""

from collections.abc import Iterable, Sequence
from html import escape

from ingestion.changes.findings import Compared, Estimate
from ingestion.changes.report import Changes, Moved, RevisedCells, TableChange

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
SYNTHETIC = "SYNTHETIC SAMPLE: no real place, no real figure."
LEVELS = {"between_la": "between local authorities", "neighbourhood": "over synthetic neighbourhoods"}
LISTED = 60
STYLE = """
body { font: 1rem/1.5 Arial, sans-serif; color: #0b0c0c; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; }
.said { font-size: 1.25rem; border-left: .4rem solid #12436D; padding-left: 1rem; }
.synthetic { background: #F46A25; padding: .5rem 1rem; font-weight: bold; }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .8rem 0; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; max-width: none; } }
"""


def _cell(value: object) -> str:
    """One cell, escaped; nothing there is said in words."""
    if value is None:
        return "<td>none</td>"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"<td>{escape(str(value))}</td>"
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
    return f'<td class="number">{shown}</td>'


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _estimate(estimate: Estimate | None, year: int | None) -> str:
    if estimate is None:
        return "not estimated" if year is None else f"{year}: not estimated"
    return f"{year}: {estimate.score:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _finding(finding: Compared) -> list[object]:
    what = f"{finding.label}, {LEVELS.get(finding.level, finding.level)}"
    by = f"{finding.exposure.replace('_', ' ')}, {finding.model}" + (
        "" if finding.stratum == "total" else f", {finding.stratum}"
    )
    why = "; ".join(finding.reasons)
    verdict = f"{finding.verdict}: {why}" if why else finding.verdict
    return [
        what, by, _estimate(finding.before, finding.year_before), _estimate(finding.after, finding.year_after), verdict,
    ]  # fmt: skip


def _findings(changes: Changes) -> list[str]:
    heads = ("finding", "by", "before", "after", "verdict")
    ordered = sorted(changes.headlines, key=lambda finding: finding.verdict != "changed")
    others = [finding for finding in changes.same_year if finding.verdict == "changed"]
    counts = {
        verdict: sum(finding.verdict == verdict for finding in changes.same_year)
        for verdict in ("unchanged", "changed", "new", "gone")
    }
    told = ", ".join(f"{count:,} {verdict}" for verdict, count in counts.items())
    parts = ["<h2>Findings</h2>", f"<p>{escape(changes.rule)}</p>"]
    parts.append(_table("Headline findings, newest year of each build", heads, map(_finding, ordered)))
    parts.append(f"<p>Every finding against itself, year by year: {told}.</p>")
    if others:
        caption = f"Findings of the same year that changed, first {LISTED}" if len(others) > LISTED else "Those changed"
        parts.append(_table(caption, heads, map(_finding, others[:LISTED])))
    return parts


def _moved(caption: str, moved: list[Moved], heads: tuple[str, str, str]) -> list[str]:
    if not moved:
        return []
    rows = [(item.what, ", ".join(item.gone) or "none", ", ".join(item.added) or "none") for item in moved]
    return [_table(caption, heads, rows)]


def _cells(revised: RevisedCells) -> str:
    shown = revised.cells[:LISTED]
    caption = f"{revised.table}, {revised.column}: {revised.cells_count:,} cells revised"
    if revised.cells_count > len(shown):
        caption += f", the first {len(shown)} shown"
    rows = [[cell[name] if name in {"before", "after"} else str(cell[name]) for name in cell] for cell in shown]
    return _table(caption, list(shown[0]) if shown else [], rows)


def _table_row(table: TableChange) -> list[object]:
    columns = [f"+ {name}" for name in table.columns_added] + [f"- {name}" for name in table.columns_gone]
    revised = [f"{column} {count:,}" for column, count in table.revised.items()]
    return [
        table.name, table.rows_before, table.rows_after, table.rows_added, table.rows_gone,
        "; ".join([*columns, *table.columns_retyped]) or "same", "; ".join(revised) or "none",
    ]  # fmt: skip


def _tables(changes: Changes) -> list[str]:
    heads = ("table", "rows before", "rows after", "rows added", "rows gone", "columns", "cells revised")
    changed = [table for table in changes.tables if table.is_changed]
    same = len(changes.tables) - len(changed)
    return [
        "<h2>Tables</h2>",
        _table("Tables that changed", heads, map(_table_row, changed)) if changed else "",
        f"<p>{same} other tables are the same in rows, columns and cells. Lineage columns, the vintage and "
        "differences of less than one part in a thousand million are not compared.</p>",
    ]


def html_of(changes: Changes) -> str:
    """The whole page; everything that comes from a build is escaped."""
    title = f"What changed: {changes.build_before} to {changes.build_after}"
    banner = f'<p class="synthetic">{SYNTHETIC}</p>' if changes.is_synthetic else ""
    body = [
        f"<h1>{escape(title)}</h1>",
        banner,
        f'<p class="said">{escape(changes.sentence)}</p>',
        "<p>Slopes between local authorities are not neighbourhood gradients.</p>",
        *_findings(changes),
        "<h2>Files, codes and markers</h2>",
        *_moved("Files", changes.files, ("what", "gone", "now")),
        *_moved("Codes that came or went", changes.codes, ("column", "gone", "new")),
        *_moved("Figures by status, where that changed", changes.markers, ("column", "before", "after")),
        *_tables(changes),
        "<h2>Revised cells</h2>" if changes.revised else "",
        *map(_cells, changes.revised),
        f"<p>Made {escape(changes.made_at)}. {LICENCE} Not official statistics.</p>",
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )
