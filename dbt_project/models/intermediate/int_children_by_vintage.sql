with

cells as (

    select * from {{ ref('int_published_cells') }}

),

children as (

    select
        vintage,
        geographic_level,
        area_code,
        time_period as mid_year,
        cast(number as bigint) as children_0_17_count,
        status as children_0_17_status,
        _release_id

    from cells

    where table_name = 'dfe__cin_populations'

)

select * from children
