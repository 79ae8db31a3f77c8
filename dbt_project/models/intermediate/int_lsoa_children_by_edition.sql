{#- Children at the mid-year nearest to each edition of the Indices, the earlier of two that are equally near. -#}
with

populations as (

    select * from {{ ref('int_lsoa_populations') }}

),

lsoa_indices as (

    select * from {{ ref('int_lsoa_indices') }}

),

children as (

    select * from populations

    where age_band = '0-17'

),

mid_years as (

    select distinct
        lsoa_edition,
        mid_year

    from children

),

editions as (

    select distinct
        imd_edition,
        lsoa_edition

    from lsoa_indices

),

nearest as (

    select
        editions.imd_edition,
        editions.lsoa_edition,
        mid_years.mid_year

    from editions

    inner join mid_years
        on editions.lsoa_edition = mid_years.lsoa_edition

    qualify row_number() over (
        partition by editions.imd_edition
        order by abs(editions.imd_edition - mid_years.mid_year), mid_years.mid_year
    ) = 1

),

dated as (

    select
        children.lsoa_code,
        nearest.imd_edition,
        children.mid_year as children_mid_year,
        cast(children.population_count as integer) as children_0_17_count

    from children

    inner join nearest
        on
            children.lsoa_edition = nearest.lsoa_edition
            and children.mid_year = nearest.mid_year

)

select * from dated
