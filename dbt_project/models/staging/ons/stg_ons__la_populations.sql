with

persons as (

    select * from {{ source('ons', 'ons__la_persons') }}

),

females as (

    select * from {{ source('ons', 'ons__la_females') }}

),

males as (

    select * from {{ source('ons', 'ons__la_males') }}

),

by_sex as (

    select
        'total' as sex,
        *
    from persons

    union all

    select
        'female' as sex,
        *
    from females

    union all

    select
        'male' as sex,
        *
    from males

),

banded as (

    select
        la_code,
        cast({{ vintage_of('_release_id') }} as integer) as mid_year,
        sex,
        _release_id,
        cast({{ number_in('population_count') }} as bigint) as all_ages,
        {{ summed_by_age_band(['aged_']) }}

    from by_sex

),

unpivoted as (

    from banded
    unpivot include nulls (population_count for band_column in (columns('^(ages_|under_|all_ages)')))

),

named as (

    select
        la_code,
        mid_year,
        sex,
        population_count,
        _release_id,
        {{ band_of('band_column') }} as age_band

    from unpivoted

)

select * from named
