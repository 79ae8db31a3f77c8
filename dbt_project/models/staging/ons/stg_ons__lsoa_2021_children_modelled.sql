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

by_age_band as (

    {{ rows_by_age_band('banded', ['lsoa_code', 'mid_year']) }}

)

select * from by_age_band
