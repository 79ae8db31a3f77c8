"""What My area, Compare and Maps read: authorities of today, whatever code their figures were published under."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.choice import Choice
from analysis.reading import Row, frame, has_table, records, rows

CURRENT = """
select la_code, la_name, region_code, region_name from marts.dim_local_authorities
where is_current
order by la_name
"""

# An authority that only took a new code is the same place under both.
CODES = """
codes as (
    select la_code as current_code, la_code from marts.dim_local_authorities
    union
    select to_la_code, from_la_code from marts.la_code_changes where kind = 'recode'
)
"""

NEIGHBOUR_MODELS = "select distinct model_version from marts.dim_statistical_neighbours order by model_version desc"

NEIGHBOURS = f"""
with {CODES}
select authorities.la_code, authorities.la_name, min(neighbours.neighbour_rank) as neighbour_rank
from marts.dim_statistical_neighbours as neighbours
inner join codes as own on neighbours.la_code = own.la_code and own.current_code = $la_code
inner join codes as theirs on neighbours.neighbour_la_code = theirs.la_code
inner join marts.dim_local_authorities as authorities
    on theirs.current_code = authorities.la_code and authorities.is_current
where neighbours.model_version = $model_version
group by authorities.la_code, authorities.la_name
order by neighbour_rank
"""

FIGURES = """
figures as (
    select
        indicators.la_code, indicators.indicator_id, indicators.financial_year_end, indicators.boundary_status,
        indicators.published_la_codes, indicators.count, indicators.denominator_count as children_count,
        indicators.value as rate_per_10k,
        published.ci_low as rate_ci_low, published.ci_high as rate_ci_high,
        published._release_id as release_id, indicators.is_synthetic,
        case
            when indicators.boundary_status = 'divided' then 'divided'
            when indicators.count_status != 'observed' then indicators.count_status
            when indicators.value_status != 'observed' then 'no_children_count'
        end as missing_because
    from marts.fct_la_indicators_current_boundaries as indicators
    left join marts.fct_la_indicators as published
        on
            indicators.published_la_codes = published.la_code
            and indicators.financial_year_end = published.financial_year_end
            and indicators.indicator_id = published.indicator_id
            and published.breakdown = 'total'
    where indicators.breakdown = 'total'
)
"""

SERIES = f"""
with {CODES}, {FIGURES},
neighbours as (
    select distinct theirs.current_code as la_code
    from marts.dim_statistical_neighbours as listed
    inner join codes as own on listed.la_code = own.la_code and own.current_code = $la_code
    inner join codes as theirs on listed.neighbour_la_code = theirs.la_code
    where listed.model_version = $model_version
)
select
    'area' as series, financial_year_end, count, children_count, rate_per_10k, rate_ci_low, rate_ci_high,
    missing_because, 1 as areas_count
from figures where la_code = $la_code and indicator_id = $indicator_id
union all
select
    geographic_level, financial_year_end, count, denominator_count, value, ci_low, ci_high,
    case when count_status != 'observed' then count_status when value is null then 'no_children_count' end, null
from marts.fct_england_indicators
where
    indicator_id = $indicator_id and breakdown = 'total'
    and (geographic_level = 'national' or (geographic_level = 'region' and area_code = $region_code))
union all
select
    'neighbours', figures.financial_year_end,
    sum(figures.count) filter (figures.rate_per_10k is not null),
    sum(figures.children_count) filter (figures.rate_per_10k is not null),
    10000.0 * sum(figures.count) filter (figures.rate_per_10k is not null)
    / sum(figures.children_count) filter (figures.rate_per_10k is not null),
    null, null, case when count(figures.rate_per_10k) = 0 then 'not_available' end,
    count(figures.rate_per_10k)
from figures
inner join neighbours on figures.la_code = neighbours.la_code
where figures.indicator_id = $indicator_id
group by figures.financial_year_end
order by series, financial_year_end
"""

HEADLINES = f"""
with {FIGURES},
newest as (
    select indicator_id, max(financial_year_end) as financial_year_end from figures
    where count is not null
    group by indicator_id
)
select
    definitions.indicator_id, definitions.label, newest.financial_year_end, figures.count, figures.rate_per_10k,
    figures.rate_ci_low, figures.rate_ci_high,
    case when figures.la_code is null then 'no_row' else figures.missing_because end as missing_because,
    england.value as england_rate_per_10k
from marts.dim_indicators as definitions
inner join newest on definitions.indicator_id = newest.indicator_id
left join figures
    on
        newest.indicator_id = figures.indicator_id and newest.financial_year_end = figures.financial_year_end
        and figures.la_code = $la_code
left join marts.fct_england_indicators as england
    on
        newest.indicator_id = england.indicator_id and newest.financial_year_end = england.financial_year_end
        and england.breakdown = 'total' and england.geographic_level = 'national'
where definitions.is_headline
order by definitions.stage_order
"""

AUTHORITIES = f"""
with {FIGURES}
select
    $indicator_id as indicator_id, $financial_year_end as financial_year_end, authorities.la_code,
    authorities.la_name, authorities.region_name, figures.count, figures.children_count, figures.rate_per_10k,
    figures.rate_ci_low, figures.rate_ci_high,
    case when figures.la_code is null then 'no_row' else figures.missing_because end as missing_because,
    case
        when figures.rate_per_10k is not null then least(5, 1 + floor(5 * percent_rank() over (
            partition by figures.rate_per_10k is null order by figures.rate_per_10k
        )))::integer
    end as rate_fifth,
    figures.release_id, figures.is_synthetic
from marts.dim_local_authorities as authorities
left join figures
    on
        authorities.la_code = figures.la_code and figures.indicator_id = $indicator_id
        and figures.financial_year_end = $financial_year_end
where authorities.is_current
order by authorities.la_name
"""

EXPECTED = f"""
with {CODES}
select
    definitions.label, expected.indicator_id, expected.financial_year_end, expected.exposure, expected.observed,
    expected.expected, expected.ratio, expected.ratio_low, expected.ratio_high, expected.verdict
from results.la_expected as expected
inner join codes on expected.la_code = codes.la_code and codes.current_code = $la_code
inner join marts.dim_indicators as definitions on expected.indicator_id = definitions.indicator_id
where
    expected.dataset_id = $dataset_id and expected.exposure = $exposure
    and expected.financial_year_end = $financial_year_end
order by definitions.stage_order
"""

FUNNEL = f"""
with {CODES}
select
    authorities.la_code, authorities.la_name, expected.indicator_id, expected.financial_year_end, expected.exposure,
    expected.observed, expected.expected, expected.ratio, expected.limit_low_95, expected.limit_high_95,
    expected.limit_low_998, expected.limit_high_998, expected.verdict, expected.phi, expected.release_ids
from results.la_expected as expected
inner join codes on expected.la_code = codes.la_code
inner join marts.dim_local_authorities as authorities
    on codes.current_code = authorities.la_code and authorities.is_current
where
    expected.dataset_id = $dataset_id and expected.indicator_id = $indicator_id
    and expected.financial_year_end = $financial_year_end and expected.exposure = $exposure
order by expected.expected
"""

BREAKS = """
select breaks.financial_year_end, breaks.kind, breaks.note, breaks.la_code
from meta.trend_breaks as breaks
cross join marts.dim_indicators as indicators
where
    indicators.indicator_id = $indicator_id
    and (breaks.source_id is null or breaks.source_id = indicators.source_id)
    and (breaks.indicator_id is null or breaks.indicator_id = indicators.indicator_id)
    and (breaks.la_code is null or breaks.la_code = $la_code)
order by breaks.financial_year_end
"""

COVERAGE = f"""
with {CODES}
select
    coverage.table_name, coverage.financial_year_end, coverage.status, coverage.reason, coverage.cells_count,
    coverage.observed_count
from meta.coverage as coverage
inner join codes on coverage.la_code = codes.la_code and codes.current_code = $la_code
where
    coverage.status != 'complete'
    and coverage.table_name in (select table_name from marts.dim_indicators where is_headline)
order by coverage.table_name, coverage.financial_year_end
"""


def current(build: Path) -> list[Row]:
    """The authorities of today by name: la_code, la_name, region_code, region_name."""
    return rows(build, CURRENT)


def neighbour_models(build: Path) -> list[int]:
    """Versions of the statistical neighbours, newest first."""
    return frame(build, NEIGHBOUR_MODELS)["model_version"].tolist()


def neighbours(build: Path, la_code: str, model_version: int | None) -> pd.DataFrame:
    return frame(build, NEIGHBOURS, la_code=la_code, model_version=model_version)


def series(build: Path, choice: Choice, area: Row, model_version: int | None) -> pd.DataFrame:
    """Rate by year for the area, its region, its neighbours taken together, and the country."""
    places = {"la_code": area["la_code"], "region_code": area["region_code"], "model_version": model_version}
    return frame(build, SERIES, choice, **places)


def in_year(series: pd.DataFrame, name: str, choice: Choice) -> Row | None:
    """The row of one series in the year of the choice, with None for null."""
    found = series[(series["series"] == name) & (series["financial_year_end"] == choice.financial_year_end)]
    return next(iter(records(found)), None)


def headlines(build: Path, la_code: str) -> pd.DataFrame:
    """The newest year of each headline indicator, beside the country's rate."""
    return frame(build, HEADLINES, la_code=la_code)


def authorities(build: Path, choice: Choice) -> pd.DataFrame:
    """One row per authority of today: its figure, or why there is none."""
    return frame(build, AUTHORITIES, choice)


def expected(build: Path, choice: Choice, la_code: str) -> pd.DataFrame:
    """Observed over expected for the deprivation of the authority, stage by stage."""
    return frame(build, EXPECTED, choice, la_code=la_code)


def breaks(build: Path, choice: Choice, la_code: str) -> list[Row]:
    """Years in which the series does not mean the same, for everyone or for this authority."""
    return rows(build, BREAKS, choice, la_code=la_code)


def covid_years(breaks: Sequence[Row]) -> list[int]:
    """Years of the pandemic, among the breaks."""
    return [row["financial_year_end"] for row in breaks if row["kind"] == "covid"]


def coverage(build: Path, la_code: str) -> pd.DataFrame:
    """The tables behind the headline indicators that lack figures of the authority, by year."""
    return frame(build, COVERAGE, la_code=la_code)


def funnel(build: Path, choice: Choice) -> pd.DataFrame:
    """Observed over expected of every authority, with its limits; no rows in a build from before there were any."""
    return frame(build, FUNNEL, choice) if has_table(build, "results", "la_expected") else pd.DataFrame()
