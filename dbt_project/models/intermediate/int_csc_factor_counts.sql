with

events as (

    select * from {{ ref('int_csc_events_by_year') }}

),

factors_found as (

    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        stage,
        unnest(factors) as factor

    from events

    where stage = 'assessment'

),

counted as (

    {{ events_by_stratum('factors_found', "'factor'", 'factor') }}

)

select * from counted
