{#- Each edition of the Indices is published on the LSOAs of the census before it. -#}
with

lsoa_indices as (

    select * from {{ ref('stg_mhclg__lsoa_indices') }}

),

with_lsoa_edition as (

    select
        lsoa_code,
        imd_edition,
        income_deprivation_pct,
        idaci_pct,
        imd_score,
        imd_rank,
        imd_decile,
        population_count,
        children_0_15_count,
        _release_id,
        case when imd_edition >= 2025 then 2021 else 2011 end as lsoa_edition

    from lsoa_indices

)

select * from with_lsoa_edition
