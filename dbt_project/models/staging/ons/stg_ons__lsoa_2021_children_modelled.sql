with

children_modelled as (

    select * from {{ source('ons', 'ons__lsoa_2021_children_modelled') }}

),

banded as (

    select
        lsoa_code,
        cast(mid_year as integer) as mid_year,
        _release_id,
        cast({{ number_in('children_0_15_count') }} as bigint) as "0-15",
        cast({{ number_in('children_16_17_count') }} as bigint) as "16-17",
        cast({{ number_in('children_0_15_count') }} + {{ number_in('children_16_17_count') }} as bigint) as "0-17"

    from children_modelled

)

from banded
unpivot include nulls (population_count for age_band in ("0-15", "16-17", "0-17"))
