with

lsoa_boundaries as (

    select * from {{ source('ons', 'ons__lsoa_boundaries') }}

),

renamed as (

    select
        lsoa_code,
        {{ year_of('_release_id') }} as lsoa_edition,
        geometry as geometry_geojson,
        _release_id

    from lsoa_boundaries

)

select * from renamed
