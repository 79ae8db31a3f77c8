with

statistical_neighbours as (

    select * from {{ source('dfe', 'dfe__statistical_neighbours') }}

),

ranked as (

    from statistical_neighbours
    unpivot (neighbour_old_la_code for rank_column in (columns('^neighbour_')))

),

typed as (

    select
        old_la_code,
        neighbour_old_la_code,
        {{ year_of('_release_id') }} as model_version,
        cast(replace(rank_column, 'neighbour_', '') as integer) as neighbour_rank,
        _release_id

    from ranked

)

select * from typed
