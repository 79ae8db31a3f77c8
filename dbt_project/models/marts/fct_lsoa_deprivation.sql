with

lsoa_indices as (

    select * from {{ ref('int_lsoa_indices') }}

),

lsoas as (

    select * from {{ ref('dim_lsoas') }}

),

children as (

    select * from {{ ref('int_lsoa_children_by_edition') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

measured as (

    select
        lsoa_indices.lsoa_code,
        lsoa_indices.imd_edition,
        lsoa_indices.lsoa_edition,
        lsoas.la_code,
        lsoa_indices.income_deprivation_pct,
        lsoa_indices.idaci_pct,
        lsoa_indices.imd_score,
        lsoa_indices.imd_rank,
        lsoa_indices.imd_decile,
        lsoa_indices.population_count,
        lsoa_indices.children_0_15_count,
        children.children_0_17_count,
        children.children_mid_year,
        releases.is_synthetic,
        children.children_0_17_count / lsoas.area_hectares as children_per_hectare

    from lsoa_indices

    left join lsoas
        on
            lsoa_indices.lsoa_code = lsoas.lsoa_code
            and lsoa_indices.lsoa_edition = lsoas.lsoa_edition

    left join children
        on
            lsoa_indices.lsoa_code = children.lsoa_code
            and lsoa_indices.imd_edition = children.imd_edition

    left join releases
        on lsoa_indices._release_id = releases._release_id

)

select * from measured
