with

measures as (

    select * from {{ ref('int_indicator_measures') }}

),

england as (

    select
        area_code,
        area_name,
        financial_year_end,
        indicator_id,
        breakdown,
        breakdown_value,
        count,
        count_status,
        denominator_count,
        value,
        value_status,
        published_value,
        ci_low,
        ci_high,
        vintage,
        is_synthetic,
        _release_id,
        case
            when geographic_level = 'National' then 'national'
            when area_code like 'E13%' then 'inner_outer_london'
            else 'region'
        end as geographic_level,
        count - 5 as lower_bound,
        count + 5 as upper_bound

    from measures

    where
        geographic_level != 'Local authority'
        and denominator_basis = 'newest'

)

select * from england
