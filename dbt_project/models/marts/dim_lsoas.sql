with

lsoas as (

    select * from {{ ref('int_lsoas_of_england') }}

),

rural_urban as (

    select * from {{ ref('stg_ons__lsoa_rural_urban') }}

),

areas as (

    select * from {{ ref('stg_ons__lsoa_areas') }}

),

described as (

    select
        lsoas.lsoa_code,
        lsoas.lsoa_edition,
        lsoas.la_code,
        rural_urban.rural_urban_code,
        rural_urban.rural_urban_name,
        rural_urban.is_rural,
        areas.area_hectares

    from lsoas

    left join rural_urban
        on
            lsoas.classed_lsoa_code = rural_urban.lsoa_code
            and lsoas.classed_lsoa_edition = rural_urban.lsoa_edition

    left join areas
        on
            lsoas.lsoa_code = areas.lsoa_code
            and lsoas.lsoa_edition = areas.lsoa_edition

)

select * from described
