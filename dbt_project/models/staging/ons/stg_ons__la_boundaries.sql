with

la_boundaries as (

    select * from {{ source('ons', 'ons__la_boundaries') }}

),

renamed as (

    select
        la_code,
        {{ year_of('_release_id') }} as boundary_year,
        geometry as geometry_geojson,
        _release_id

    from la_boundaries

)

select * from renamed
