with

lsoa_2011_populations as (

    select * from {{ source('ons', 'ons__lsoa_2011_populations') }}

),

banded as (

    select
        lsoa_code,
        cast({{ vintage_of('_release_id') }} as integer) as mid_year,
        _release_id,
        cast({{ number_in('population_count') }} as bigint) as all_ages,
        {{ summed_by_age_band(['aged_']) }}

    from lsoa_2011_populations

),

unpivoted as (

    from banded
    unpivot include nulls (population_count for band_column in (columns('^(ages_|under_|all_ages)')))

),

named as (

    select
        lsoa_code,
        mid_year,
        population_count,
        _release_id,
        {{ band_of('band_column') }} as age_band

    from unpivoted

)

select * from named
