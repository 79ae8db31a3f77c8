"""The cells that two releases share, and those that the published build and a new one share: how many were revised."""

from collections.abc import Iterator

import duckdb

from ingestion.plausibility import limits
from ingestion.plausibility.figures import is_material
from ingestion.plausibility.outcome import Outcome, figure_in_words, part_in_words
from ingestion.sql import Row, rows_of

PAIRS = {
    "vintages": ("built_figures", "spans.earlier"),
    "published": ("published_figures", "spans.vintage"),
}

COMPARED = """
create temp table compared_{pairs} as
with spans as (
    select
        series_id, vintage, max(release_id) as release_id, min(year) as first_year, max(year) as last_year,
        lag(vintage) over (partition by series_id order by vintage) as earlier
    from built_figures
    where geographic_level = 'Local authority'
    group by series_id, vintage
)
select
    spans.series_id, spans.vintage, spans.release_id as to_release_id, before.release_id as from_release_id,
    before.area_code, before.year, before.figure as old, after.figure as new,
    coalesce({is_material}, false) as is_material,
    abs(after.figure - before.figure) / nullif(greatest(abs(after.figure), abs(before.figure)), 0) as change
from spans
inner join series using (series_id)
inner join {before} as before
    on spans.series_id = before.series_id and before.vintage = {earlier}
    and before.year between spans.first_year and spans.last_year
left join built_figures as after
    on spans.series_id = after.series_id and spans.vintage = after.vintage
    and before.area_code = after.area_code and before.year = after.year
where before.geographic_level = 'Local authority' and before.figure is not null
"""

# The largest share of any year: one year's figures may be wrong in a file of twelve.
SHARES = """
create temp table shares_{pairs} as
with years as (
    select
        series_id, vintage, from_release_id, to_release_id, year, count(*) as old_count, count(new) as shared,
        count(*) filter (new != old) as revised, count(*) filter (is_material) as material, median(coalesce(change, 0))
        filter (new is not null) as median_change
    from compared_{pairs}
    group by series_id, vintage, from_release_id, to_release_id, year
)
select
    series_id, vintage, from_release_id, to_release_id, sum(shared) as shared, sum(revised) as revised,
    sum(material) as material, sum(old_count) - sum(shared) as lost,
    max(material / shared) filter (shared >= $cells) as material_share,
    case when sum(shared) >= $cells then sum(revised) / sum(shared) end as revised_share,
    max(median_change) filter (shared >= $cells) as median_change,
    max(1 - shared / old_count) filter (old_count >= $cells) as lost_share
from years
group by series_id, vintage, from_release_id, to_release_id
"""

EXCESSES = """
with earlier as (
    select
        *,
        max(material_share) over before as material_before, max(revised_share) over before as revised_before,
        max(median_change) over before as median_before, max(lost_share) over before as lost_before
    from shares_vintages
    window before as (
        partition by series_id order by vintage range between unbounded preceding and 0.05 preceding
    )
),
beyond as (
    select
        series.indicator_id, series.breakdown_value, series.measure, earlier.*,
        greatest(
            coalesce(material_share / {material_limit}, 0),
            coalesce(median_change / {median_limit}, 0),
            case
                when measure != 'value' and not list_contains($throughout, indicator_id)
                    then coalesce(revised_share / {revised_limit}, 0)
                else 0
            end
        ) as revision_excess,
        coalesce(lost_share / {lost_limit}, 0) as loss_excess
    from earlier
    inner join series using (series_id)
)
select * from beyond
qualify
    row_number() over (
        partition by indicator_id, from_release_id, to_release_id order by {excess} desc, shared desc
    ) = 1
order by indicator_id, vintage
"""

# The same release in the published build and in the new one: every series counts, whatever its history.
CORRECTED = """
select
    series.indicator_id, series.breakdown_value, series.measure, shares.*,
    sum(shares.material + shares.lost) over indicator as changed,
    sum(shares.revised + shares.lost) over indicator as differing,
    sum(shares.shared + shares.lost) over indicator as held
from shares_published as shares
inner join series using (series_id)
window indicator as (partition by series.indicator_id, shares.to_release_id)
qualify
    row_number()
    over (
        partition by series.indicator_id, shares.to_release_id
        order by (shares.material + shares.lost) / (shares.shared + shares.lost) desc, shares.series_id
    ) = 1
order by series.indicator_id, shares.to_release_id
"""

AUTHORITIES = """
with changed as (
    select
        compared.from_release_id, compared.to_release_id, compared.area_code, count(*) as cells,
        count(*) filter (is_material) as material
    from compared_{pairs} as compared
    inner join series using (series_id)
    where
        new is not null and not list_contains($throughout, series.indicator_id)
        and (series.measure != 'value' or series.unit != 'per_10k')
    group by compared.from_release_id, compared.to_release_id, compared.area_code
    having count(*) >= $cells
)
select
    from_release_id, to_release_id, count(*) as authorities,
    coalesce(list(area_name order by area_code) filter (material > $share * cells), []) as revised_names
from changed
left join areas using (area_code)
group by from_release_id, to_release_id
order by to_release_id, from_release_id
"""

EXAMPLE = """
select area_name, year, old, new
from compared_{pairs}
left join areas using (area_code)
where
    series_id = $series_id and from_release_id = $from_release_id and to_release_id = $to_release_id
    and new is distinct from old and (new is null) = $is_lost
order by abs(new - old) desc nulls last, area_code, year
limit 1
"""


def _example(connection: duckdb.DuckDBPyConnection, pairs: str, row: Row, *, is_lost: bool) -> str:
    """The cell that changed most, as `Northtown in 2019: 1,204 -> 2,310`."""
    parameters = {name: row[name] for name in ("series_id", "from_release_id", "to_release_id")}
    (cell,) = rows_of(connection, EXAMPLE.format(pairs=pairs), parameters | {"is_lost": is_lost}) or ({},)
    if not cell:
        return ""
    old, new = figure_in_words(cell["old"]), figure_in_words(cell["new"])
    return f"; for example {cell['area_name']} in {cell['year']}: {old} -> {new}"


def _revised(row: Row) -> str:
    part = part_in_words(row["breakdown_value"], row["measure"])
    return (
        f"{row['revised']:,.0f} of {row['shared']:,.0f} shared cells{part} are revised, {row['material']:,.0f} of them "
        f"by more than {limits.MATERIAL_SHARE:.0%} (median of the most revised year: {row['median_change'] or 0:.1%})"
    )


def _lost(row: Row) -> str:
    part = part_in_words(row["breakdown_value"], row["measure"])
    return (
        f"{row['lost']:,.0f} of {row['lost'] + row['shared']:,.0f} figures{part} of the earlier release are no longer "
        "there, or no longer numbers"
    )


def _excesses(connection: duckdb.DuckDBPyConnection, excess: str) -> list[Row]:
    sql = EXCESSES.format(
        material_limit=limits.limit_between(limits.MATERIALLY_REVISED, "material_before"),
        median_limit=limits.limit_between(limits.MEDIAN_REVISION, "median_before"),
        revised_limit=limits.limit_between(limits.REVISED, "revised_before"),
        lost_limit=limits.limit_between(limits.LOST, "lost_before"),
        excess=excess,
    )
    return rows_of(connection, sql, {"throughout": list(limits.REVISED_THROUGHOUT)})


def compare_cells(connection: duckdb.DuckDBPyConnection, pairs: str, cells_at_least: float) -> None:
    """Pair the cells that two sides share, and count the revised ones."""
    before, earlier = PAIRS[pairs]
    material = is_material("after.figure", "before.figure", "series.measure")
    connection.execute(COMPARED.format(pairs=pairs, before=before, earlier=earlier, is_material=material))
    connection.execute(SHARES.format(pairs=pairs), {"cells": cells_at_least})


def revised_between_releases(connection: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    """Each indicator in each pair of successive releases: cells revised, and cells lost."""
    for excess, check, said, is_lost in (
        ("revision_excess", "revised cells", _revised, False),
        ("loss_excess", "lost cells", _lost, True),
    ):
        for row in _excesses(connection, excess):
            passed = row[excess] <= 1
            yield Outcome(
                check=check,
                indicator_id=row["indicator_id"],
                from_release_id=row["from_release_id"],
                to_release_id=row["to_release_id"],
                passed=passed,
                detail=said(row) + ("" if passed else _example(connection, "vintages", row, is_lost=is_lost)),
            )


def corrected_since_published(connection: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    """Each indicator in the published build and in the new one, release by release."""
    for row in rows_of(connection, CORRECTED):
        is_few = row["changed"] <= limits.CORRECTED * row["held"]
        passed = is_few and row["differing"] <= limits.CORRECTED_AT_ALL * row["held"]
        said = [_revised(row)] if row["revised"] else []
        said += [_lost(row)] if row["lost"] else []
        detail = "; ".join(said) or "no cell differs"
        example = "" if passed else _example(connection, "published", row, is_lost=not row["material"])
        yield Outcome(
            check="same release as published",
            indicator_id=row["indicator_id"],
            from_release_id=row["from_release_id"],
            to_release_id=row["to_release_id"],
            passed=passed,
            detail=detail + example,
            is_from_published=True,
        )


def revised_authorities(connection: duckdb.DuckDBPyConnection, pairs: str) -> Iterator[Outcome]:
    """Authorities most of whose figures were replaced, such as two whose rows were exchanged.

    Where that is true of many authorities the columns were revised, which the check of each indicator says.
    """
    parameters = {
        "cells": limits.AUTHORITY_CELLS,
        "share": limits.AUTHORITY_REVISED,
        "throughout": list(limits.REVISED_THROUGHOUT),
    }
    for row in rows_of(connection, AUTHORITIES.format(pairs=pairs), parameters):
        names = row["revised_names"]
        few = len(names) <= limits.FEW_AUTHORITIES * row["authorities"]
        yield Outcome(
            check="authorities revised throughout" + (" since published" if pairs == "published" else ""),
            indicator_id="",
            from_release_id=row["from_release_id"],
            to_release_id=row["to_release_id"],
            passed=not (names and few),
            detail=f"most figures of {', '.join(names)} are other ones than before, as if rows were exchanged"
            if names and few
            else f"{len(names)} of {row['authorities']} authorities",
            is_from_published=pairs == "published",
        )
