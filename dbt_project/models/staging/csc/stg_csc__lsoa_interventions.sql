with

lsoa_interventions as (

    select * from {{ source('csc', 'csc__lsoa_interventions') }}

),

typed as (

    select
        dataset_id,
        lsoa_code,
        cast(financial_year_end as integer) as financial_year_end,
        stage,
        stratum_type,
        stratum,
        cast(events_count as integer) as events_count,
        cast(children_0_17_count as integer) as children_0_17_count,
        _release_id

    from lsoa_interventions

)

select * from typed
