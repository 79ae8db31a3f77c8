with

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

newest as (

    select
        children.area_code as la_code,
        children.mid_year,
        '0-17' as age_band,
        'total' as sex,
        'total' as ethnic_group,
        children.children_0_17_count as population_count,
        children.children_0_17_status as count_status,
        children.vintage,
        releases.is_synthetic

    from children

    left join releases
        on children._release_id = releases._release_id

    where children.geographic_level = 'Local authority'

    qualify children.vintage = max(children.vintage) over (partition by children.mid_year)

)

select * from newest
