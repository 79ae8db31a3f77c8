with

lsoa_areas_2011 as (

    select * from {{ source('ons', 'ons__lsoa_areas_2011') }}

),

lsoa_areas_2021 as (

    select * from {{ source('ons', 'ons__lsoa_areas_2021') }}

),

measured as (

    select
        lsoa_code,
        2011 as lsoa_edition,
        {{ number_in('land_hectares') }} as area_hectares

    from lsoa_areas_2011

    union all

    select
        lsoa_code,
        2021 as lsoa_edition,
        100 * {{ number_in('land_km2') }} as area_hectares

    from lsoa_areas_2021

),

england as (

    select * from measured

    where lsoa_code like 'E%'

)

select * from england
