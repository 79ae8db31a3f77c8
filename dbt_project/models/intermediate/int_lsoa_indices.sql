{#- Each edition of the Indices is published on the LSOAs of a census; that of 2010 has ranks and no deciles. -#}
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
        population_count,
        children_0_15_count,
        _release_id,
        case
            when imd_edition >= 2025 then 2021
            when imd_edition >= 2015 then 2011
            else 2001
        end as lsoa_edition,
        coalesce(
            imd_decile, cast(ceil(10 * imd_rank / count(*) over (partition by imd_edition)) as integer)
        ) as imd_decile

    from lsoa_indices

)

select * from with_lsoa_edition
