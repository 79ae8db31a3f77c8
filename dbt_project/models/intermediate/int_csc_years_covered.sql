with

coverage as (

    select * from {{ ref('stg_csc__coverage') }}

),

dated as (

    select
        dataset_id,
        financial_year_end,
        make_date(financial_year_end, 3, 31) as last_day,
        min(observed_from) as observed_from

    from coverage

    group by dataset_id, financial_year_end

)

select * from dated
