with

releases as (

    select * from {{ source('meta', 'releases') }}

),

renamed as (

    select
        release_id as _release_id,
        source_id,
        vintage,
        as_at,
        authenticity,
        is_synthetic,
        {{ out_on('published_on', 'vintage') }} as out_on

    from releases

)

select * from renamed
