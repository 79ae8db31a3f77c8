with

la_ethnic_groups as (

    select * from {{ source('ons', 'ons__la_ethnic_groups') }}

),

typed as (

    select
        la_code,
        ethnic_group,
        case
            when ethnic_group like 'Asian%' then 'Asian'
            when ethnic_group like 'Black%' then 'Black'
            when ethnic_group like 'Mixed%' then 'Mixed'
            when ethnic_group like 'White%' then 'White'
            when ethnic_group like 'Other%' then 'Other'
        end as broad_ethnic_group,
        {{ year_of('_release_id') }} as census_year,
        cast({{ number_in('population_count') }} as bigint) as population_count,
        _release_id

    from la_ethnic_groups

)

select * from typed
