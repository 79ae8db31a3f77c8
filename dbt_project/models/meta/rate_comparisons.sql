{#-
    Our rates and percentages of authorities against the publisher's own columns, in every vintage that prints them. They may
    differ by half a unit of the last digit printed.
-#}
with

figures as (

    select * from {{ ref('fct_la_indicators_by_vintage') }}

),

definitions as (

    select * from {{ ref('dim_indicators') }}

),

known_differences as (

    select * from {{ ref('known_rate_differences') }}

),

published as (

    select
        figures.indicator_id,
        figures.breakdown,
        figures.vintage,
        figures.financial_year_end,
        figures.la_code,
        figures.value,
        figures.published_value,
        figures._release_id,
        case
            when bool_and(abs(figures.published_value - round(figures.published_value)) < 1e-6) over printed then 0
            when bool_and(abs(figures.published_value - round(figures.published_value, 1)) < 1e-6) over printed then 1
            else 2
        end as decimals

    from figures

    inner join definitions
        on figures.indicator_id = definitions.indicator_id

    where
        definitions.unit in ('per_10k', 'pct')
        and figures.count is not null
        and figures.published_value is not null

    window printed as (partition by figures.indicator_id, figures.breakdown, figures.vintage)

),

compared as (

    select
        *,
        abs(value - published_value) as difference,
        abs(value - published_value) > 0.5 * power(10, -decimals) + 1e-6 as is_beyond_rounding

    from published

),

grouped as (

    select
        indicator_id,
        breakdown,
        vintage,
        financial_year_end,
        min(_release_id) as _release_id,
        any_value(decimals) as decimals,
        count(value) as compared_count,
        count(*) filter (value is null) as not_computed_count,
        count(*) filter (is_beyond_rounding) as differing_count,
        max(difference) as largest_difference,
        max_by(la_code, (difference, la_code)) filter (is_beyond_rounding) as furthest_la_code

    from compared

    group by indicator_id, breakdown, vintage, financial_year_end

),

explained as (

    select
        grouped.*,
        known_differences.reason,
        grouped.differing_count = 0 or known_differences.reason is not null as is_explained

    from grouped

    left join known_differences
        on
            starts_with(grouped._release_id, known_differences.table_prefix)
            and grouped.vintage = known_differences.vintage
            and grouped.financial_year_end = known_differences.financial_year_end

)

select * from explained
