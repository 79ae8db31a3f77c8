"""What the tables of a failed build say about its failed tests: the figures concerned, and what to do."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.sql import Row, rows_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The figures behind a failed test, and a sentence for them. `each` and `line` are formats of one row of `query`.

    `said` holds {cells}, an `each` of every row, {lines}, a `line` to paste of every row, and columns of the first row.
    """

    query: str
    each: str
    said: str
    line: str = ""


EXPLANATIONS = (
    Explanation(
        query=UNRECONCILED,
        each="{indicator_id} ({breakdown_value}) {financial_year_end}, release {vintage:g}: {area_code} "
        "{published_count:,}, its authorities {authorities_count:,}",
        said="Published totals to which their authorities do not add up: {cells}. One of the two was changed, or rows "
        "are missing: compare the file with an earlier release, and download it again.",
    ),
    Explanation(
        query=POPULATIONS,
        each="{_release_id}, {area_code} in {financial_year_end}: {counts}",
        said="Files that give several populations for one place and year ({places_count:,} of them): {cells}. A column "
        "was exchanged with that of the population, or the file is damaged: download it again.",
    ),
    Explanation(
        query=MORE_THAN_THE_WHOLE,
        each="{indicator_id} ({breakdown_value}) of {area_code} in {financial_year_end}, release {vintage:g}: "
        "{count:,} of {denominator_count:,}",
        said="Counts that are larger than the whole they are a part of ({cells_count:,}), as where two columns were "
        "exchanged: {cells}. Compare the columns of that file with an earlier release and download it again, or "
        "correct the columns of the indicator in dbt_project/seeds/indicator_cells.csv.",
    ),
    Explanation(
        query=DIFFERING_RATES,
        each="{table_prefix}* release {vintage:g}, year {financial_year_end}: {differing_count:,} of "
        "{compared_count:,} rates, most in {indicator_id} of {la_code}, by {largest_difference:,.1f}",
        line="{table_prefix},{vintage:g},{financial_year_end},<reason>,<source>",
        said="Rates computed from counts and populations differ from the publisher's own beyond rounding: {cells}. "
        "Check that the release has its own population file and that no column was mistaken for another. Where the "
        "publisher divided by a population that is not held, give the reason in "
        "dbt_project/seeds/known_rate_differences.csv:\n"
        "{lines}\n",
    ),
)


def _rows(build: Path, query: str) -> list[Row]:
    """The answer of a failed build; nothing where dbt did not come as far as that table."""
    with duckdb.connect(str(build), read_only=True) as connection:
        try:
            return rows_of(connection, query)
        except duckdb.CatalogException:
            return []


def _sentence(explanation: Explanation, rows: list[Row]) -> str:
    cells = "; ".join(explanation.each.format(**row) for row in rows)
    lines = "\n".join(explanation.line.format(**row) for row in rows)
    return f" {explanation.said.format(cells=cells, lines=lines, **rows[0])}"


def explanations(build: Path) -> str:
    """Sentences to add to the names of the failed tests."""
    found = [(explanation, _rows(build, explanation.query)) for explanation in EXPLANATIONS]
    return "".join(_sentence(explanation, rows) for explanation, rows in found if rows)
