with

boundaries as (

    select * from {{ ref('stg_ons__lsoa_boundaries') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

described as (

    select
        boundaries.lsoa_code,
        boundaries.lsoa_edition,
        boundaries.geometry_geojson,
        releases.is_synthetic

    from boundaries

    left join releases
        on boundaries._release_id = releases._release_id

)

select * from described
