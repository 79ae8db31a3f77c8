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
        case
            when count(*) filter (age_band in ('10-14', '15')) = 2
                then sum(population_count) filter (age_band in ('10-14', '15'))
        end as ages_10_15,
        case
            when count(*) filter (age_band in ('0-4', '5-9', '10-14', '15')) = 4
                then sum(population_count) filter (age_band in ('0-4', '5-9', '10-14', '15'))
        end as ages_0_15

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

wider as (

    from wider_bands
    unpivot include nulls (population_count for band_column in (ages_10_15, ages_0_15))

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

    union all

    select
        la_code,
        mid_year,
        age_band,
        'total' as sex,
        'total' as ethnic_group,
        population_count,
        _release_id

    from bands

    union all

    select
        la_code,
        mid_year,
        {{ band_of('band_column') }} as age_band,
        'total' as sex,
        'total' as ethnic_group,
        population_count,
        _release_id

    from wider

    union all

    select
        la_code,
        mid_year,
        'all ages' as age_band,
        'total' as sex,
        ethnic_group,
        population_count,
        _release_id

    from ethnic_parts

)

select * from unioned
