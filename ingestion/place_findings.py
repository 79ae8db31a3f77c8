"""The authorities in a file compared with those that existed in its newest year."""

from collections.abc import Collection
from datetime import date
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.fetch import Wanted
from ingestion.findings import Finding
from ingestion.paths import PLACE_CHANGES
from ingestion.places import AuthorityList, PlaceChange, authorities_at, known_codes, recoded_as


def _newest_authorities(table: pa.Table, measures: Collection[str]) -> tuple[int, frozenset[str], frozenset[str]]:
    """The newest year of a file, the authorities in it, and those with a number; joint returns count for each.

    Some files keep empty rows of former authorities.
    """
    rows = table.filter(pc.equal(table["geographic_level"], "Local authority"))
    newest = pc.max(rows["time_period"]).as_py()
    rows = rows.filter(pc.equal(rows["time_period"], newest))
    is_number = [pc.fill_null(pc.match_substring_regex(rows[name], r"^-?\d"), fill_value=False) for name in measures]
    has_figures = [any(row) for row in zip(*(column.to_pylist() for column in is_number), strict=True)]
    codes = [code.split(" / ") if code else [] for code in rows["new_la_code"].to_pylist()]
    with_figures = [code for code, has in zip(codes, has_figures, strict=False) if has]
    return int(newest[:4]), frozenset(chain.from_iterable(codes)), frozenset(chain.from_iterable(with_figures))


def _unexpected(
    table: pa.Table, wanted: Wanted, authorities: AuthorityList, changes: list[PlaceChange]
) -> dict[str, str]:
    """Authorities that the newest year lacks, or that did not exist: a recoded one may stand under either code."""
    measures = [name for name in wanted.table.named("measure") if name in table.column_names]
    year, present, with_figures = _newest_authorities(table, measures)
    day = date.fromisoformat(f"{year}-{wanted.table.authorities_of}")
    expected = authorities_at(day, listed=authorities, changes=changes)
    known = known_codes(authorities.codes, changes)
    missing = sorted(code for code in expected - present if not recoded_as(code, changes) & present)
    gone = sorted(
        code for code in (with_figures & known) - expected if not recoded_as(code, changes) & expected - with_figures
    )
    return {
        "every authority in la_code": f"missing {missing} in {year}" if missing else "",
        "no authority that did not exist": f"{gone} have figures, but did not exist on {day}" if gone else "",
    }


def place_findings(
    table: pa.Table, wanted: Wanted, authorities: AuthorityList | None, changes: list[PlaceChange]
) -> list[Finding]:
    """Codes that no list knows, and authorities that the newest year should not or should have.

    Nothing where no lookup landed.
    """
    if "new_la_code" not in table.column_names or authorities is None:
        return []
    codes = pc.unique(table["new_la_code"]).to_pylist()
    found = {part for code in codes if code for part in code.split(" / ")}
    unknown = sorted(found - known_codes(authorities.codes, changes))
    said = {"known authorities": f"{unknown} are in no list: add the change to {PLACE_CHANGES.name}" if unknown else ""}
    if wanted.table.authorities_of:
        said |= _unexpected(table, wanted, authorities, changes)
    return [
        Finding(check=f"{wanted.release_id}: {check}", severity="error", passed=not detail, detail=detail)
        for check, detail in said.items()
    ]
