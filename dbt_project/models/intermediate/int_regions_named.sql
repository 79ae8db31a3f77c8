with

cells as (

    select * from {{ ref('int_published_cells') }}

),

regions as (

    select
        area_code as region_code,
        max_by(area_name, (vintage, time_period)) as region_name

    from cells

    where geographic_level = 'Regional'

    group by area_code

)

select * from regions
