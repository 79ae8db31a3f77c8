with

best_fit as (

    select * from {{ source('ons', 'ons__lsoa_2011_to_2021_best_fit') }}

),

england as (

    select
        lsoa_code_2011,
        lsoa_code_2021,
        lad_code as lad_2022_code

    from best_fit

    where lsoa_code_2011 like 'E%'

)

select * from england
