{#- Rates per 10,000 with Byar's interval, shares with Wilson's; other units as published. -#}
with

cells as (

    select * from {{ ref('int_cells_with_denominators') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

statused as (

    select
        cells.indicator_id,
        cells.breakdown,
        cells.breakdown_value,
        cells.vintage,
        cells.geographic_level,
        cells.area_code,
        cells.area_name,
        cells.financial_year_end,
        cells.denominator_basis,
        cells.count,
        cells.count_status,
        cells.denominator_count,
        cells._denominator_release_id,
        cells.unit,
        cells.has_count,
        cells.published_value,
        cells.published_value_status,
        cells._release_id,
        releases.is_synthetic,
        nullif(cells.denominator_count, 0) as divisor,
        case
            when not cells.has_count then cells.published_value_status
            when cells.count_status != 'observed' then cells.count_status
            when cells.unit = 'count' then 'observed'
            when cells.denominator_count is null then 'not_available'
            when cells.denominator_count = 0 then 'not_applicable'
            else 'observed'
        end as value_status

    from cells

    left join releases
        on cells._release_id = releases._release_id

),

measured as (

    select
        indicator_id,
        breakdown,
        breakdown_value,
        vintage,
        geographic_level,
        area_code,
        area_name,
        financial_year_end,
        denominator_basis,
        count,
        count_status,
        denominator_count,
        _denominator_release_id,
        value_status,
        published_value,
        published_value_status,
        is_synthetic,
        _release_id,
        case
            when not has_count then published_value
            when unit = 'per_10k' then 10000 * count / divisor
            when unit = 'pct' then 100 * count / divisor
            when unit = 'count' then count
        end as value,
        case unit
            when 'per_10k' then 10000 * {{ byar_low('count') }} / divisor
            when 'pct' then 100 * {{ wilson_limit('count', 'divisor', '-') }}
        end as ci_low,
        case unit
            when 'per_10k' then 10000 * {{ byar_high('count') }} / divisor
            when 'pct' then 100 * {{ wilson_limit('count', 'divisor', '+') }}
        end as ci_high

    from statused

)

select * from measured
