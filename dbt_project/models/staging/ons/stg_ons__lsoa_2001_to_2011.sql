with

lsoa_2001_to_2011 as (

    select * from {{ source('ons', 'ons__lsoa_2001_to_2011') }}

),

england as (

    select
        lsoa_code_2001,
        lsoa_code_2011,
        change_code

    from lsoa_2001_to_2011

    where lsoa_code_2001 like 'E%'

)

select * from england
