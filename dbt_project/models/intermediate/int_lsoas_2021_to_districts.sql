{#- The district of 2022; that of 2018 if all LSOAs of 2011 under one of 2021 lay in it, null where there were two. -#}
with

exact_fit as (

    select * from {{ ref('stg_ons__lsoa_2011_to_2021_exact_fit') }}

),

lad_2018 as (

    select * from {{ ref('stg_ons__lsoa_2011_to_lad_2018') }}

),

districts as (

    select
        exact_fit.lsoa_code_2021 as lsoa_code,
        min(exact_fit.lad_2022_code) as lad_2022_code,
        case when min(lad_2018.lad_code) = max(lad_2018.lad_code) then min(lad_2018.lad_code) end as lad_2018_code

    from exact_fit

    left join lad_2018
        on exact_fit.lsoa_code_2011 = lad_2018.lsoa_code

    group by exact_fit.lsoa_code_2021

)

select * from districts
