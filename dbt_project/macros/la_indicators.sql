{#- Every published cell of every authority, with the denominators of one basis. -#}
{% macro la_indicators(denominator_basis) -%}
with

measures as (

    select * from {{ ref('int_indicator_measures') }}

),

bounds as (

    select * from {{ ref('int_count_bounds') }}

),

authorities as (

    select
        measures.area_code as la_code,
        measures.financial_year_end,
        measures.indicator_id,
        'total' as breakdown,
        'total' as breakdown_value,
        measures.vintage,
        measures.count,
        measures.count_status,
        measures.denominator_count,
        measures.value,
        measures.value_status,
        measures.ci_low,
        measures.ci_high,
        bounds.lower_bound,
        bounds.upper_bound,
        measures.is_synthetic,
        measures._release_id

    from measures

    left join bounds
        on
            measures.indicator_id = bounds.indicator_id
            and measures.vintage = bounds.vintage
            and measures.financial_year_end = bounds.financial_year_end
            and measures.area_code = bounds.area_code

    where
        measures.geographic_level = 'Local authority'
        and measures.denominator_basis = '{{ denominator_basis }}'

)

select * from authorities
{%- endmacro %}
