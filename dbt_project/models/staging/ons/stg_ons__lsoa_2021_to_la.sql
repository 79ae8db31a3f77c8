with

lsoa_2021_to_utla as (

    select * from {{ source('ons', 'ons__lsoa_2021_to_utla') }}

),

england as (

    select
        lsoa_code,
        la_code,
        la_name,
        _release_id

    from lsoa_2021_to_utla

    where lsoa_code like 'E%'

)

select * from england
