with

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

populations as (

    select * from {{ ref('int_la_populations') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

children_of_department as (

    select
        children.area_code as la_code,
        children.financial_year_end - 1 as mid_year,
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

    where
        children.is_population_file
        and children.geographic_level = 'Local authority'

    qualify children.vintage = max(children.vintage) over (partition by children.financial_year_end)

),

others as (

    select
        populations.la_code,
        populations.mid_year,
        populations.age_band,
        populations.sex,
        populations.ethnic_group,
        cast(populations.population_count as bigint) as population_count,
        case when populations.population_count is null then 'not_available' else 'observed' end as count_status,
        releases.vintage,
        releases.is_synthetic

    from populations

    left join releases
        on populations._release_id = releases._release_id

    where not (populations.age_band = '0-17' and populations.sex = 'total')

),

unioned as (

    select * from children_of_department

    union all

    select * from others

)

select * from unioned
