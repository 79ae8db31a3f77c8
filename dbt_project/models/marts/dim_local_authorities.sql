with

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

regions as (

    select * from {{ ref('int_regions_named') }}

),

described as (

    select
        las_dated.la_code,
        las_dated.old_la_code,
        las_dated.la_name,
        las_dated.region_code,
        regions.region_name,
        las_dated.valid_from,
        las_dated.valid_to,
        las_dated.valid_to is null as is_current

    from las_dated

    left join regions
        on las_dated.region_code = regions.region_code

)

select * from described
