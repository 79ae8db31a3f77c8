with

lsoa_indices as (

    select * from {{ source('mhclg', 'mhclg__lsoa_indices') }}

),

typed as (

    select
        lsoa_code,
        {{ year_of('_release_id') }} as imd_edition,
        100 * {{ number_in('income_score') }} as income_deprivation_pct,
        100 * {{ number_in('idaci_score') }} as idaci_pct,
        {{ number_in('imd_score') }} as imd_score,
        cast({{ number_in('imd_rank') }} as integer) as imd_rank,
        cast({{ number_in('imd_decile') }} as integer) as imd_decile,
        cast({{ number_in('population_count') }} as integer) as population_count,
        cast({{ number_in('children_0_15_count') }} as integer) as children_0_15_count,
        _release_id

    from lsoa_indices

)

select * from typed
