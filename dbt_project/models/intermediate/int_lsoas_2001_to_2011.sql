{#- The LSOA of 2011 that one of 2001 became: of the same code if there is one, else the first of its parts. -#}
with

pairs as (

    select * from {{ ref('stg_ons__lsoa_2001_to_2011') }}

),

successors as (

    select
        lsoa_code_2001,
        lsoa_code_2011

    from pairs

    qualify row_number() over (
        partition by lsoa_code_2001
        order by lsoa_code_2001 = lsoa_code_2011 desc, lsoa_code_2011
    ) = 1

)

select * from successors
