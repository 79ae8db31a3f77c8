with

by_band as (

    select
        '0-4' as age_band,
        *
    from {{ source('ons', 'ons__la_aged_0_4') }}

    union all

    select
        '5-9' as age_band,
        *
    from {{ source('ons', 'ons__la_aged_5_9') }}

    union all

    select
        '10-14' as age_band,
        *
    from {{ source('ons', 'ons__la_aged_10_14') }}

    union all

    select
        '15' as age_band,
        *
    from {{ source('ons', 'ons__la_aged_15') }}

    union all

    select
        '16' as age_band,
        *
    from {{ source('ons', 'ons__la_aged_16') }}

),

by_mid_year as (

    from by_band
    unpivot include nulls (published_text for mid_year_column in (columns('^mid_')))

),

typed as (

    select
        la_code,
        cast(replace(mid_year_column, 'mid_', '') as integer) as mid_year,
        age_band,
        cast({{ number_in('published_text') }} as bigint) as population_count,
        _release_id

    from by_mid_year

)

select * from typed
