with

memberships as (

    select * from {{ ref('int_lsoas_by_la_code') }}

),

lsoa_deprivation as (

    select * from {{ ref('fct_lsoa_deprivation') }}

),

lsoas as (

    select * from {{ ref('dim_lsoas') }}

),

neighbourhoods as (

    select
        memberships.la_code,
        memberships.lsoa_code,
        lsoa_deprivation.imd_edition,
        lsoa_deprivation.income_deprivation_pct,
        lsoa_deprivation.idaci_pct,
        lsoa_deprivation.imd_decile,
        lsoa_deprivation.population_count,
        lsoa_deprivation.children_0_15_count,
        lsoa_deprivation.children_0_17_count,
        lsoa_deprivation.children_mid_year,
        lsoas.is_rural,
        lsoas.area_hectares,
        lsoa_deprivation.is_synthetic,
        coalesce(lsoa_deprivation.children_0_17_count, lsoa_deprivation.children_0_15_count) as children_count

    from memberships

    inner join lsoa_deprivation
        on
            memberships.lsoa_code = lsoa_deprivation.lsoa_code
            and memberships.lsoa_edition = lsoa_deprivation.lsoa_edition

    left join lsoas
        on
            memberships.lsoa_code = lsoas.lsoa_code
            and memberships.lsoa_edition = lsoas.lsoa_edition

),

aggregated as (

    select
        la_code,
        imd_edition,
        {{ weighted_mean('income_deprivation_pct', 'population_count') }} as income_deprivation_pct,
        {{ weighted_mean('income_deprivation_pct', 'children_count') }} as child_income_deprivation_pct,
        {{ weighted_mean('idaci_pct', 'children_0_15_count') }} as idaci_pct,
        sqrt(
            {{ weighted_mean('income_deprivation_pct * income_deprivation_pct', 'population_count') }}
            - power({{ weighted_mean('income_deprivation_pct', 'population_count') }}, 2)
        ) as within_la_sd_pp,
        100 * sum(case when imd_decile = 1 then children_count else 0 end) / sum(children_count)
            as children_in_decile_1_pct,
        100 * sum(case when is_rural then children_count else 0 end) / sum(children_count)
            as rural_children_pct,
        sum(children_count) / sum(area_hectares order by lsoa_code) as children_per_hectare,
        cast(sum(population_count) as bigint) as population_count,
        cast(sum(children_0_15_count) as bigint) as children_0_15_count,
        cast(sum(children_0_17_count) as bigint) as children_0_17_count,
        max(children_mid_year) as children_mid_year,
        count(*) as lsoas_count,
        bool_or(is_synthetic) as is_synthetic

    from neighbourhoods

    group by la_code, imd_edition

)

select * from aggregated
