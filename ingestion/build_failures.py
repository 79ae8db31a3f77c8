"""What the tables of a failed build say about its failed tests: the figures concerned, and what to do."""

from pathlib import Path

import duckdb

UNRECONCILED = """
select
    indicator_id,
    breakdown_value,
    area_code,
    financial_year_end,
    cast(vintage as double) as vintage,
    published_count,
    authorities_count
from meta.reconciliations
where not is_reconciled
order by all
limit 5
"""
MORE_THAN_THE_WHOLE = """
select
    indicator_id,
    breakdown_value,
    area_code,
    financial_year_end,
    cast(vintage as double) as vintage,
    count,
    denominator_count,
    count(*) over () as cells_count
from intermediate.int_cells_with_denominators
where unit = 'pct' and denominator_basis = 'as_of_vintage' and count > denominator_count
order by all
limit 3
"""
POPULATIONS = """
select
    _release_id,
    area_code,
    financial_year_end,
    string_agg(children_0_17_count, ', ' order by children_0_17_count) as counts,
    count(*) over () as places_count
from intermediate.int_children_by_vintage
group by _release_id, area_code, financial_year_end
having count(*) > 1
order by all
limit 3
"""
DIFFERING_RATES = """
select
    regexp_extract(_release_id, '^[a-z]+__[a-z0-9]+') || '_' as table_prefix,
    cast(vintage as double) as vintage,
    financial_year_end,
    cast(sum(differing_count) as bigint) as differing_count,
    cast(sum(compared_count) as bigint) as compared_count,
    max_by(indicator_id, largest_difference) as indicator_id,
    max_by(furthest_la_code, largest_difference) as la_code,
    max(largest_difference) as largest_difference
from meta.rate_comparisons
where not is_explained
group by all
order by all
limit 12
"""


def _rows(build: Path, query: str) -> list[tuple[object, ...]]:
    """The answer of a failed build; nothing where dbt did not come as far as that table."""
    with duckdb.connect(str(build), read_only=True) as connection:
        try:
            return connection.execute(query).fetchall()
        except duckdb.CatalogException:
            return []


def _unreconciled(build: Path) -> str:
    """The totals that are not the sum of their authorities."""
    cells = "; ".join(
        f"{indicator} ({part}) {year}, release {vintage:g}: {area} {published:,}, its authorities {summed:,}"
        for indicator, part, area, year, vintage, published, summed in _rows(build, UNRECONCILED)
    )
    if not cells:
        return ""
    return (
        f" Published totals to which their authorities do not add up: {cells}. One of the two was changed, or rows are "
        "missing: compare the file with an earlier release, and download it again."
    )


def _several_populations(build: Path) -> str:
    """Places for which one file gives more than one population."""
    rows = _rows(build, POPULATIONS)
    if not rows:
        return ""
    places = "; ".join(f"{release}, {area} in {year}: {counts}" for release, area, year, counts, _ in rows)
    return (
        f" Files that give several populations for one place and year ({rows[0][-1]:,} of them): {places}. A column "
        "was exchanged with that of the population, or the file is damaged: download it again."
    )


def _more_than_the_whole(build: Path) -> str:
    """Counts larger than what they are a part of."""
    rows = _rows(build, MORE_THAN_THE_WHOLE)
    if not rows:
        return ""
    cells = "; ".join(
        f"{indicator} ({part}) of {area} in {year}, release {vintage:g}: {count:,} of {whole:,}"
        for indicator, part, area, year, vintage, count, whole, _ in rows
    )
    return (
        f" Counts that are larger than the whole they are a part of ({rows[0][-1]:,}), as where two columns were "
        f"exchanged: {cells}. Compare the columns of that file with an earlier release and download it again, or "
        "correct the columns of the indicator in dbt_project/seeds/indicator_cells.csv."
    )


def _differing_rates(build: Path) -> str:
    """The years of a vintage whose published rates are not ours, and the lines that would declare them."""
    rows = _rows(build, DIFFERING_RATES)
    if not rows:
        return ""
    figures = "".join(
        f" {prefix}* release {vintage:g}, year {year}: {differing:,} of {compared:,} rates, most in {indicator} of "
        f"{la_code}, by {largest:,.1f}."
        for prefix, vintage, year, differing, compared, indicator, la_code, largest in rows
    )
    lines = "\n".join(f"{prefix},{vintage:g},{year},<reason>,<source>" for prefix, vintage, year, *_ in rows)
    return (
        f" Rates computed from counts and populations differ from the publisher's own beyond rounding:{figures} Check "
        "that the release has its own population file and that no column was mistaken for another. Where the publisher "
        "divided by a population that is not held, give the reason in dbt_project/seeds/known_rate_differences.csv:\n"
        f"{lines}\n"
    )


def explanations(build: Path) -> str:
    """Sentences to add to the names of the failed tests."""
    return _unreconciled(build) + _several_populations(build) + _more_than_the_whole(build) + _differing_rates(build)
