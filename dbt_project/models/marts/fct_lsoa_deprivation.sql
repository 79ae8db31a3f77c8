with

lsoa_indices as (

    select * from {{ ref('int_lsoa_indices') }}

),

lsoas as (

    select * from {{ ref('dim_lsoas') }}

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
        cast(null as integer) as children_0_17_count,
        cast(null as double) as children_per_hectare,
        releases.is_synthetic

    from lsoa_indices

    left join lsoas
        on
            lsoa_indices.lsoa_code = lsoas.lsoa_code
            and lsoa_indices.lsoa_edition = lsoas.lsoa_edition

    left join releases
        on lsoa_indices._release_id = releases._release_id

)

select * from measured
