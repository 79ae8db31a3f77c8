with

children_modelled as (

    select * from {{ source('ons', 'ons__lsoa_2021_children_modelled') }}

),

banded as (

    select
        lsoa_code,
        cast(mid_year as integer) as mid_year,
        _release_id,
        cast({{ number_in('children_0_15_count') }} as bigint) as ages_0_15,
        cast({{ number_in('children_16_17_count') }} as bigint) as ages_16_17,
        cast({{ number_in('children_0_15_count') }} + {{ number_in('children_16_17_count') }} as bigint) as ages_0_17

    from children_modelled

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
