with

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

current_las as (

    select * from {{ ref('int_las_current') }}

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
        case when current_las.la_code is null then las_dated.valid_to end as valid_to,
        current_las.la_code is not null as is_current

    from las_dated

    left join current_las
        on las_dated.la_code = current_las.la_code

    left join regions
        on las_dated.region_code = regions.region_code

)

select * from described
