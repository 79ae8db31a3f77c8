with

lsoa_2021_to_la as (

    select * from {{ ref('stg_ons__lsoa_2021_to_la') }}

),

best_fit as (

    select * from {{ ref('stg_ons__lsoa_2011_to_2021_best_fit') }}

),

districts_of_lsoas_2021 as (

    select * from {{ ref('int_lsoas_2021_to_districts') }}

),

lad_2018 as (

    select * from {{ ref('stg_ons__lsoa_2011_to_lad_2018') }}

),

lsoas_2001_to_2011 as (

    select * from {{ ref('int_lsoas_2001_to_2011') }}

),

lsoas_2011 as (

    select
        best_fit.lsoa_code_2011 as lsoa_code,
        2011 as lsoa_edition,
        lsoa_2021_to_la.la_code,
        lad_2018.lad_code as lad_2018_code,
        best_fit.lad_2022_code,
        best_fit.lsoa_code_2011 as classed_lsoa_code,
        2011 as classed_lsoa_edition

    from best_fit

    left join lsoa_2021_to_la
        on best_fit.lsoa_code_2021 = lsoa_2021_to_la.lsoa_code

    left join lad_2018
        on best_fit.lsoa_code_2011 = lad_2018.lsoa_code

),

lsoas_2021 as (

    select
        lsoa_2021_to_la.lsoa_code,
        2021 as lsoa_edition,
        lsoa_2021_to_la.la_code,
        districts_of_lsoas_2021.lad_2018_code,
        districts_of_lsoas_2021.lad_2022_code,
        lsoa_2021_to_la.lsoa_code as classed_lsoa_code,
        2021 as classed_lsoa_edition

    from lsoa_2021_to_la

    left join districts_of_lsoas_2021
        on lsoa_2021_to_la.lsoa_code = districts_of_lsoas_2021.lsoa_code

),

lsoas_2001 as (

    select
        lsoas_2001_to_2011.lsoa_code_2001 as lsoa_code,
        2001 as lsoa_edition,
        lsoas_2011.la_code,
        lsoas_2011.lad_2018_code,
        lsoas_2011.lad_2022_code,
        lsoas_2011.classed_lsoa_code,
        lsoas_2011.classed_lsoa_edition

    from lsoas_2001_to_2011

    left join lsoas_2011
        on lsoas_2001_to_2011.lsoa_code_2011 = lsoas_2011.lsoa_code

),

unioned as (

    select * from lsoas_2001

    union all

    select * from lsoas_2011

    union all

    select * from lsoas_2021

)

select * from unioned
