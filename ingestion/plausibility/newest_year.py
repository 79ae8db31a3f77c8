"""The newest year of each indicator and the years before it: level, spread, copies, gaps, zeros and rounding."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from ingestion.plausibility import limits
from ingestion.plausibility.outcome import Outcome, figure_in_words, part_in_words
from ingestion.sql import Row, rows_of

# A step is ln(figure / figure of the year before). Breaks are those that the project has declared for all authorities.
STEPS = """
create temp table steps as
select
    *, lag(figure) over cells as old, lag(year) over cells as old_year,
    case
        when
            least(figure, lag(figure) over cells) > 0
            and case
                when measure = 'value' then greatest(figure, lag(figure) over cells) >= 1
                else least(figure, lag(figure) over cells) >= $smallest
            end
            then ln(figure / lag(figure) over cells)
    end as step
from (
    select newest.*, series.measure
    from newest
    inner join series using (series_id)
    where geographic_level in ('National', 'Local authority')
)
window cells as (partition by series_id, area_code order by year)
"""

YEARS = """
create temp table years as
with authorities as (
    select
        series_id, year, any_value(release_id) as release_id, mode(old_year) as old_year, count(*) as authorities,
        count(step) as stepped, median(step) as level, mad(step) as spread,
        ln(nullif(greatest(median(figure), 0), 0)) as middle,
        count(*) filter (least(figure, old) >= $unlikely) as comparable,
        count(*) filter (figure = old and figure >= $unlikely)
        / nullif(count(*) filter (least(figure, old) >= $unlikely), 0) as repeated,
        count(figure) as observed, count(*) filter (figure = 0) / nullif(count(figure), 0) as zeros,
        count(*) filter (figure >= 100) as large,
        count(*) filter (figure >= 100 and figure % 10 = 0) / nullif(count(*) filter (figure >= 100), 0) as rounded,
        count(*) filter (figure < 0) as negative
    from steps
    where geographic_level = 'Local authority'
    group by series_id, year
),
england as (
    select series_id, year, any_value(step) as step
    from steps
    where geographic_level = 'National' and (figure >= $national or measure = 'value')
    group by series_id, year
)
select
    authorities.*, series.indicator_id, series.breakdown_value, series.measure, series.unit,
    abs(england.step - authorities.middle + lag(authorities.middle) over series_years) as apart,
    observed / nullif(authorities, 0) as observed_share,
    exists (
        from built.meta.trend_breaks as breaks
        where
            breaks.la_code is null
            and (breaks.indicator_id = series.indicator_id or breaks.indicator_id is null)
            and (breaks.source_id = releases.source_id or breaks.source_id is null or breaks.indicator_id is not null)
            and authorities.year
            between breaks.financial_year_end and breaks.financial_year_end + (breaks.kind = 'partial_year') :: integer
    ) as is_break
from authorities
inner join series using (series_id)
inner join built.meta.releases as releases using (release_id)
left join england using (series_id, year)
window series_years as (partition by authorities.series_id order by authorities.year)
"""

HISTORY = """
create temp table history as
select
    *,
    count(level) over before as steps_before, max(abs(level)) over before as level_before,
    max(spread) over before as spread_before, max(apart) over before as apart_before,
    min(observed_share) over before as observed_before, max(zeros) over before as zeros_before,
    max(rounded) over before as rounded_before, max(repeated) over before as repeated_before,
    year = max(year) over (partition by series_id) as is_newest
from years
window before as (partition by series_id order by year rows between unbounded preceding and 1 preceding)
qualify year = max(year) over (partition by series_id, release_id)
"""

WORST = """
select *, {excess} as excess
from history
where (is_newest or {of_every_release}) and {applies}
qualify row_number() over (partition by indicator_id, release_id order by excess desc nulls last, stepped desc) = 1
order by indicator_id, release_id
"""

EXAMPLE = """
select area_name, old_year, old, year, figure
from steps
left join areas using (area_code)
where series_id = $series_id and year = $year and geographic_level = $level and old is not null and figure is not null
order by {order}, area_code
limit 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule on the newest year: where it applies, how far a series is beyond its limit (1 is at it), and why.

    `of_every_release` applies it to the last year of each file, not of each indicator alone: some files hold one year.
    """

    name: str
    applies: str
    excess: str
    said: str
    level: str = "Local authority"
    example: str = "greatest(abs(figure), abs(old)) desc"
    of_every_release: bool = False


ENOUGH = "stepped >= $authorities"
CHECKS = (
    Check(
        name="level of the newest year",
        applies=f"{ENOUGH} and not is_break",
        excess=f"abs(level) / (case when steps_before >= {limits.YEARS_AT_LEAST} then "
        f"{limits.limit_between(limits.LEVEL, 'level_before')} else {limits.LEVEL_WITHOUT_HISTORY} end "
        f"+ {limits.GAP_ALLOWANCE} * (year - old_year - 1))",
        said="the median authority's figure{part} is {ratio} times that of {old_year}",
        of_every_release=True,
    ),
    Check(
        name="spread of the newest year",
        applies=f"{ENOUGH} and not is_break and steps_before >= {limits.YEARS_AT_LEAST}",
        excess=f"spread / ({limits.limit_between(limits.SPREAD, 'spread_before')} "
        f"+ {limits.GAP_ALLOWANCE} * (year - old_year - 1))",
        said="the figures{part} of authorities no longer resemble their own of {old_year}: half of them moved by more "
        "than {spread:.0%} away from the common change, at most {spread_before:.0%} in earlier years",
        of_every_release=True,
    ),
    Check(
        name="England and its authorities",
        applies=f"{ENOUGH} and apart is not null",
        excess=f"apart / case when measure = 'value' then {limits.limit_between(limits.ENGLAND_APART, 'apart_before')} "
        f"else {limits.limit_between(limits.ENGLAND_COUNT_APART, 'apart_before')} end",
        said="England's figure{part} did not move as the median of its authorities did since {old_year}",
        level="National",
    ),
    Check(
        name="a copy of the year before",
        applies=f"comparable >= $authorities and coalesce(repeated_before, 0) <= {limits.REPEATED}",
        excess=f"repeated / {limits.REPEATED}",
        said="{repeated:.0%} of authorities have exactly the figure{part} of {old_year}",
    ),
    Check(
        name="authorities without a figure",
        applies=f"authorities >= $authorities and steps_before >= {limits.YEARS_AT_LEAST} and not is_break",
        excess=f"{limits.HIDDEN} * observed_before / greatest(observed_share, 0.001)",
        said="{observed:,} of {authorities:,} authorities have a figure{part}; in earlier years at least "
        "{observed_before:.0%} had",
    ),
    Check(
        name="zeros",
        applies=f"observed >= $authorities and steps_before >= {limits.YEARS_AT_LEAST}",
        excess=f"zeros / greatest({limits.limit_between(limits.ZERO, 'zeros_before')}, least(1, 1.2 * zeros_before))",
        said="{zeros:.0%} of the figures{part} are zero, at most {zeros_before:.0%} in earlier years",
    ),
    Check(
        name="rounded figures",
        applies=f"large >= $authorities and measure = 'count' and steps_before >= {limits.YEARS_AT_LEAST}",
        excess=f"rounded / greatest({limits.ROUNDED}, 1.5 * coalesce(rounded_before, 0))",
        said="{rounded:.0%} of the figures{part} end in 0, at most {rounded_before:.0%} in earlier years",
    ),
    Check(
        name="negative figures",
        applies="unit != 'gbp'",
        excess="case when negative > 0 then 2 else 0 end",
        said="{negative:,} figures{part} are negative",
        example="figure",
    ),
)


def _ratio(row: Row) -> str:
    return f"{2.718281828459045 ** row['level']:.2f}" if row["level"] is not None else "?"


def _detail(row: Row, check: Check) -> str:
    words = {name: 0.0 if value is None else value for name, value in row.items()}
    return f"in {row['year']}, " + check.said.format(
        **words | {"ratio": _ratio(row), "part": part_in_words(row["breakdown_value"], row["measure"])}
    )


def _example(connection: duckdb.DuckDBPyConnection, row: Row, check: Check) -> str:
    """The area with the largest figure, or as the check says, as `Northtown: 1,204 in 2024, 12,040 in 2025`."""
    cell = {"series_id": row["series_id"], "year": row["year"], "level": check.level}
    found = rows_of(connection, EXAMPLE.format(order=check.example), cell)
    return "".join(
        f"; for example {cell['area_name']}: {figure_in_words(cell['old'])} in {cell['old_year']}, "
        f"{figure_in_words(cell['figure'])} in {cell['year']}"
        for cell in found
    )


def newest_years(connection: duckdb.DuckDBPyConnection, authorities_at_least: float) -> Iterator[Outcome]:
    """Each indicator's newest year: one outcome a check, of the part and measure that is furthest beyond its limit."""
    connection.execute(STEPS, {"smallest": limits.SMALLEST_COUNT})
    connection.execute(YEARS, {"national": limits.NATIONAL_AT_LEAST, "unlikely": limits.UNLIKELY_TWICE})
    connection.execute(HISTORY)
    for check in CHECKS:
        used = "$authorities" in check.applies
        sql = WORST.format(excess=check.excess, applies=check.applies, of_every_release=check.of_every_release)
        for row in rows_of(connection, sql, {"authorities": authorities_at_least} if used else {}):
            passed = (row["excess"] or 0) <= 1
            yield Outcome(
                check=check.name,
                indicator_id=row["indicator_id"],
                from_release_id="",
                to_release_id=row["release_id"],
                passed=passed,
                detail=_detail(row, check) + ("" if passed else _example(connection, row, check)),
            )
