with

coverage as (

    select * from {{ source('csc_neighbourhoods', 'csc__coverage') }}

),

named as (

    select
        dataset_id,
        la_code,
        lsoa_edition,
        financial_year_end,
        observed_from

    from coverage

)

select * from named
