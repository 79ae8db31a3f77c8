with

neighbours as (

    select * from {{ ref('stg_dfe__statistical_neighbours') }}

),

codes as (

    select * from {{ ref('int_la_codes_by_model_version') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

coded as (

    select
        codes.la_code,
        neighbour_codes.la_code as neighbour_la_code,
        neighbours.model_version,
        neighbours.neighbour_rank,
        releases.is_synthetic

    from neighbours

    left join codes
        on
            neighbours.old_la_code = codes.old_la_code
            and neighbours.model_version = codes.model_version

    left join codes as neighbour_codes
        on
            neighbours.neighbour_old_la_code = neighbour_codes.old_la_code
            and neighbours.model_version = neighbour_codes.model_version

    left join releases
        on neighbours._release_id = releases._release_id

)

select * from coded
