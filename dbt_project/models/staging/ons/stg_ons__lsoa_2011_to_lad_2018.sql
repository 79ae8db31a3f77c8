with

lsoa_2011_to_lad_2018 as (

    select * from {{ source('ons', 'ons__lsoa_2011_to_lad_2018') }}

),

renamed as (

    select
        lsoa_code,
        lad_code

    from lsoa_2011_to_lad_2018

)

select * from renamed
