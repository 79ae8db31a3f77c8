with

lsoa_2011_populations as (

    select * from {{ source('ons', 'ons__lsoa_2011_populations') }}

),

banded as (

    select
        lsoa_code,
        cast({{ vintage_of('_release_id') }} as integer) as mid_year,
        _release_id,
        cast({{ number_in('population_count') }} as bigint) as "all ages",
        {{ summed_by_age_band(['aged_']) }}

    from lsoa_2011_populations

)

from banded
unpivot include nulls (population_count for age_band in (columns(* exclude (lsoa_code, mid_year, _release_id))))
