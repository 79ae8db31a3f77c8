with

lsoa_2011_populations as (

    select * from {{ source('ons', 'ons__lsoa_2011_populations') }}

),

banded as (

    select
        lsoa_code,
        {{ year_of('_release_id') }} as mid_year,
        _release_id,
        cast({{ number_in('population_count') }} as bigint) as all_ages,
        {{ summed_by_age_band(['aged_']) }}

    from lsoa_2011_populations

),

by_age_band as (

    {{ rows_by_age_band('banded', ['lsoa_code', 'mid_year']) }}

)

select * from by_age_band
