with

coverage as (

    select * from {{ ref('stg_csc__coverage') }}

),

memberships as (

    select * from {{ ref('int_lsoas_by_la_code') }}

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

    inner join memberships
        on
            coverage.la_code = memberships.la_code
            and coverage.lsoa_edition = memberships.lsoa_edition

    inner join lsoa_children
        on
            memberships.lsoa_code = lsoa_children.lsoa_code
            and memberships.lsoa_edition = lsoa_children.lsoa_edition

)

select * from places
