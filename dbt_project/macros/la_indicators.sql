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
        measures._denominator_release_id,
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
        or {{ was_in_use('places', 'make_date(measures.financial_year_end, 3, 31)') }} as is_in_use

    from measures

    left join bounds
        on
            {{ same_part('measures', 'bounds') }}
            and measures.area_code = bounds.area_code

    left join places
        on measures.area_code = places.la_code

    where
        measures.geographic_level = 'Local authority'
        and measures.denominator_basis = '{{ denominator_basis }}'

)

select * from authorities
{%- endmacro %}
