{#- Real changes with real files, the sample's with the sample; announced ones too. -#}
with

place_changes as (

    select * from {{ ref('place_changes') }}

),

place_parts as (

    select * from {{ ref('place_parts') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

landed as (

    select bool_or(is_synthetic) as is_synthetic from releases

),

parts as (

    select
        from_la_code,
        to_la_code,
        string_agg(part_code, ' + ' order by part_code) as part_codes

    from place_parts

    group by from_la_code, to_la_code

),

relevant as (

    select
        place_changes.from_la_code,
        place_changes.to_la_code,
        place_changes.change_date,
        place_changes.kind,
        place_changes.to_la_name,
        parts.part_codes,
        place_changes.is_synthetic,
        place_changes.provenance

    from place_changes

    inner join landed
        on place_changes.is_synthetic = landed.is_synthetic

    left join parts
        on
            place_changes.from_la_code = parts.from_la_code
            and place_changes.to_la_code = parts.to_la_code

)

select * from relevant
