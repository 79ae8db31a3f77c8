{#- Authorities by age, sex or ethnic group, from whichever publication has that part and mid-year. -#}
with

populations as (

    select * from {{ ref('stg_ons__la_populations') }}

),

bands as (

    select * from {{ ref('stg_ons__la_populations_by_band') }}

),

ethnic_groups as (

    select * from {{ ref('stg_ons__la_ethnic_groups') }}

),

wider_bands as (

    select
        la_code,
        mid_year,
        min(_release_id) as _release_id,
        case when count(*) filter (age_band in ('10-14', '15')) = 2
            then sum(population_count) filter (age_band in ('10-14', '15')) end as "10-15",
        case when count(*) filter (age_band in ('0-4', '5-9', '10-14', '15')) = 4
            then sum(population_count) filter (age_band in ('0-4', '5-9', '10-14', '15')) end as "0-15"

    from bands

    group by la_code, mid_year

),

ethnic_parts as (

    select
        la_code,
        census_year as mid_year,
        ethnic_group,
        population_count,
        _release_id

    from ethnic_groups

    union all

    select
        la_code,
        census_year as mid_year,
        broad_ethnic_group as ethnic_group,
        sum(population_count) as population_count,
        _release_id

    from ethnic_groups

    where broad_ethnic_group != ethnic_group

    group by la_code, census_year, broad_ethnic_group, _release_id

),

unioned as (

    select
        la_code,
        mid_year,
        age_band,
        sex,
        'total' as ethnic_group,
        population_count,
        _release_id

    from populations

    union all by name

    select
        *,
        'total' as sex,
        'total' as ethnic_group

    from bands

    union all by name

    select
        *,
        'total' as sex,
        'total' as ethnic_group

    from wider_bands
    unpivot include nulls (population_count for age_band in ("10-15", "0-15"))

    union all by name

    select
        *,
        'all ages' as age_band,
        'total' as sex

    from ethnic_parts

)

select * from unioned
