with

total_populations as (

    select * from {{ source('ons', 'ons__lsoa_2021_total_populations') }}

),

typed as (

    select
        lsoa_code,
        {{ year_of('_release_id') }} as mid_year,
        _release_id,
        'all ages' as age_band,
        cast({{ number_in('population_count') }} as bigint) as population_count

    from total_populations

)

select * from typed
