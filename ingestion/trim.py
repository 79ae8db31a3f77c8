"""What of a file is landed: the columns that are used, the rows that are of the table, boundaries made light."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.findings import Finding

SHOWN = 6


def without_unused(received: pa.Table, declared: Collection[str], patterns: Sequence[str]) -> pa.Table:
    """The declared columns, and those whose header no pattern matches in full."""
    unused = [re.compile(pattern) for pattern in patterns]
    known = {header.casefold() for header in declared}
    kept = [
        name
        for name in received.column_names
        if name.casefold() in known or not any(pattern.fullmatch(name) for pattern in unused)
    ]
    return received.select(kept) if unused else received


def with_lacking(received: pa.Table, headers: Sequence[str]) -> pa.Table:
    """Blank columns under the headers that a stand-in does not have."""
    for header in headers:
        received = received.append_column(header, pa.nulls(received.num_rows, pa.string()))
    return received


def under_our_names(received: pa.Table, headers: Mapping[str, str]) -> pa.Table:
    """The declared columns, whatever the case of their headers, by our names: `headers` gives the header of each."""
    at = {header.casefold(): place for place, header in enumerate(received.column_names)}
    return received.select([at[header.casefold()] for header in headers.values()]).rename_columns(list(headers))


def _is_kept(table: pa.Table, keep: Mapping[str, str]) -> pa.Array:
    matches = pa.array([True] * table.num_rows, pa.bool_())
    for name, pattern in keep.items():
        found = pc.match_substring_regex(table[name], f"^(?:{pattern})$")
        matches = pc.and_(matches, pc.fill_null(found, fill_value=False))
    return matches


def rows_of_table(table: pa.Table, keep: Mapping[str, str]) -> pa.Table:
    """The rows in which every column named by `keep` matches its pattern in full."""
    return table.filter(_is_kept(table, keep)) if keep else table


def _briefly(text: str | None) -> str:
    """A cell in a few characters: a code of nine by the three that say what kind of place it is."""
    if text is None:
        return "blank"
    return f"{text[:3]}…" if re.fullmatch(r"[A-Z]\d{8}", text) else text[:40]


def left_out(table: pa.Table, keep: Mapping[str, str], subject: str) -> list[Finding]:
    """How many rows are not of the table, and what stands in its first column there."""
    if not keep:
        return []
    others = table.filter(pc.invert(_is_kept(table, keep)))
    name = next(iter(keep))
    held = Counter(_briefly(text) for text in others[name].to_pylist())
    shown = ", ".join(f"{text} ({count})" for text, count in held.most_common(SHOWN))
    more = f" and {len(held) - SHOWN} more" if len(held) > SHOWN else ""
    detail = f"{others.num_rows} of {table.num_rows} rows left out" + (f", {name}: {shown}{more}" if shown else "")
    return [Finding(check=f"{subject}: rows of other places, and notes", severity="info", passed=True, detail=detail)]
