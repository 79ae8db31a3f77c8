{#- Every published cell of every authority, with the denominators of one basis. -#}
{% macro la_indicators(denominator_basis) -%}
with

measures as (

    select * from {{ ref('int_indicator_measures') }}

),

bounds as (

    select * from {{ ref('int_count_bounds') }}

),

places as (

    select * from {{ ref('dim_local_authorities') }}

),

authorities as (

    select
        measures.area_code as la_code,
        measures.financial_year_end,
        measures.indicator_id,
        measures.breakdown,
        measures.breakdown_value,
        measures.vintage,
        measures.count,
        measures.count_status,
        measures.denominator_count,
        measures.value,
        measures.value_status,
        measures.published_value,
        measures.ci_low,
        measures.ci_high,
        bounds.lower_bound,
        bounds.upper_bound,
        measures.is_synthetic,
        measures._release_id,
        measures.count_status != 'not_applicable'
        or make_date(measures.financial_year_end, 3, 31) between
        coalesce(places.valid_from, '1900-01-01') and coalesce(places.valid_to, '9999-12-31') as is_in_use

    from measures

    left join bounds
        on
            measures.indicator_id = bounds.indicator_id
            and measures.breakdown = bounds.breakdown
            and measures.breakdown_value = bounds.breakdown_value
            and measures.vintage = bounds.vintage
            and measures.financial_year_end = bounds.financial_year_end
            and measures.area_code = bounds.area_code

    left join places
        on measures.area_code = places.la_code

    where
        measures.geographic_level = 'Local authority'
        and measures.denominator_basis = '{{ denominator_basis }}'

)

select * from authorities
{%- endmacro %}
