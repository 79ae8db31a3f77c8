{#- Published estimates; a model or another total only where the mid-year has no published figure of the LSOA. -#}
with

lsoa_2011_populations as (

    select * from {{ ref('stg_ons__lsoa_2011_populations') }}

),

lsoa_2021_populations as (

    select * from {{ ref('stg_ons__lsoa_2021_populations') }}

),

children_modelled as (

    select * from {{ ref('stg_ons__lsoa_2021_children_modelled') }}

),

total_populations as (

    select * from {{ ref('stg_ons__lsoa_2021_total_populations') }}

),

unioned as (

    select
        2011 as lsoa_edition,
        1 as preference,
        *
    from lsoa_2011_populations

    union all by name

    select
        2021 as lsoa_edition,
        1 as preference,
        *
    from lsoa_2021_populations

    union all by name

    select
        2021 as lsoa_edition,
        2 as preference,
        *
    from total_populations

    union all by name

    select
        2021 as lsoa_edition,
        3 as preference,
        *
    from children_modelled

),

preferred as (

    select
        lsoa_code,
        lsoa_edition,
        mid_year,
        age_band,
        population_count,
        _release_id,
        preference = 3 as is_modelled

    from unioned

    qualify preference = min(preference) over (partition by lsoa_code, lsoa_edition, mid_year, age_band)

)

select * from preferred
