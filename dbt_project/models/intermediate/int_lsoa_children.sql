with

lsoa_deprivation as (

    select * from {{ ref('fct_lsoa_deprivation') }}

),

newest as (

    select
        lsoa_code,
        lsoa_edition,
        {{ children_0_17('children_0_17_count', 'children_0_15_count') }} as children_0_17_count

    from lsoa_deprivation

    qualify row_number() over (
        partition by lsoa_code, lsoa_edition
        order by imd_edition desc
    ) = 1

)

select * from newest
