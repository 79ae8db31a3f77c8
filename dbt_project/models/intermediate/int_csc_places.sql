with

coverage as (

    select * from {{ ref('stg_csc__coverage') }}

),

lsoa_children as (

    select * from {{ ref('int_lsoa_children') }}

),

places as (

    select
        coverage.dataset_id,
        lsoa_children.lsoa_code,
        coverage.financial_year_end,
        lsoa_children.children_0_17_count

    from coverage

    inner join lsoa_children
        on
            coverage.la_code = lsoa_children.la_code
            and coverage.lsoa_edition = lsoa_children.lsoa_edition

)

select * from places
