{#- Each edition of the Indices is published on the LSOAs of the census before it. -#}
with

lsoa_indices as (

    select * from {{ ref('stg_mhclg__lsoa_indices') }}

),

with_lsoa_edition as (

    select
        *,
        case when imd_edition >= 2025 then 2021 else 2011 end as lsoa_edition

    from lsoa_indices

)

select * from with_lsoa_edition
