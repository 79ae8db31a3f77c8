with

lsoa_rural_urban as (

    select * from {{ source('ons', 'ons__lsoa_rural_urban') }}

),

england as (

    select
        lsoa_code,
        {{ year_of('_release_id') }} as lsoa_edition,
        rural_urban_code,
        trim(rural_urban_name) as rural_urban_name,
        regexp_matches(rural_urban_name, '^(Rural|Larger rural|Smaller rural)') as is_rural

    from lsoa_rural_urban

    where lsoa_code like 'E%'

)

select * from england
