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
        {{ year_of('_release_id') }} as mid_year,
        sex,
        _release_id,
        cast({{ number_in('population_count') }} as bigint) as all_ages,
        {{ summed_by_age_band(['aged_']) }}

    from by_sex

),

by_age_band as (

    {{ rows_by_age_band('banded', ['la_code', 'mid_year', 'sex']) }}

)

select * from by_age_band
