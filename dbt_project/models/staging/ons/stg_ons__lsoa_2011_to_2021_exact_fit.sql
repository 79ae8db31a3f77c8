with

exact_fit as (

    select * from {{ source('ons', 'ons__lsoa_2011_to_2021_exact_fit') }}

),

england as (

    select
        lsoa_code_2011,
        lsoa_code_2021,
        change_code,
        lad_code as lad_2022_code

    from exact_fit

    where lsoa_code_2011 like 'E%'

)

select * from england
