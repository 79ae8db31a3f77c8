{#- Real changes with real files, the sample's with the sample. -#}
with

place_changes as (

    select * from {{ ref('place_changes') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

landed as (

    select bool_or(is_synthetic) as is_synthetic from releases

),

relevant as (

    select
        place_changes.from_la_code,
        place_changes.to_la_code,
        place_changes.change_date,
        place_changes.kind,
        place_changes.to_la_name,
        place_changes.is_synthetic,
        place_changes.provenance

    from place_changes

    inner join landed
        on place_changes.is_synthetic = landed.is_synthetic

)

select * from relevant
