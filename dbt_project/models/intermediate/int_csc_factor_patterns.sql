with

drawn as (

    select * from {{ ref('stg_csc__factor_patterns') }}

),

assessments as (

    select * from {{ ref('int_csc_assessments') }}

),

counted as (

    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        pattern,
        plan_category,
        cast(count(*) as integer) as assessments_count

    from assessments

    group by dataset_id, lsoa_code, financial_year_end, pattern, plan_category

),

unioned as (

    select * from drawn
    union all by name
    select * from counted

)

select
    dataset_id,
    lsoa_code,
    financial_year_end,
    pattern,
    plan_category,
    assessments_count

from unioned
