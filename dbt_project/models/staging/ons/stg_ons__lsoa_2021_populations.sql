with

lsoa_2021_populations as (

    select * from {{ source('ons', 'ons__lsoa_2021_populations') }}

),

banded as (

    select
        lsoa_code,
        {{ year_of('_release_id') }} as mid_year,
        _release_id,
        cast({{ number_in('population_count') }} as bigint) as all_ages,
        {{ summed_by_age_band(['females_aged_', 'males_aged_']) }}

    from lsoa_2021_populations

),

by_age_band as (

    {{ rows_by_age_band('banded', ['lsoa_code', 'mid_year']) }}

)

select * from by_age_band
