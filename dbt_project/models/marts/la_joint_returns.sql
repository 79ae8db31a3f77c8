with

cells as (

    select * from {{ ref('int_published_cells') }}

),

joint as (

    select
        area_code as joint_la_code,
        any_value(area_name) as joint_la_name

    from cells

    where area_code like '% / %'

    group by area_code

),

parts as (

    select
        joint_la_code,
        joint_la_name,
        unnest(string_split(joint_la_code, ' / ')) as la_code

    from joint

)

select
    joint_la_code,
    joint_la_name,
    la_code

from parts
