with

factor_patterns as (

    select * from {{ source('csc_neighbourhoods', 'csc__factor_patterns') }}

),

named as (

    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        pattern,
        plan_category,
        assessments_count

    from factor_patterns

)

select * from named
