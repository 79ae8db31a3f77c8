with

boundaries as (

    select * from {{ ref('stg_ons__la_boundaries') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

newest as (

    select
        boundaries.la_code,
        boundaries.boundary_year,
        boundaries.geometry_geojson,
        releases.is_synthetic

    from boundaries

    left join releases
        on boundaries._release_id = releases._release_id

    qualify boundaries.boundary_year = max(boundaries.boundary_year) over ()

)

select * from newest
