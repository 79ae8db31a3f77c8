with

lsoa_interventions as (

    select * from {{ ref('stg_csc__lsoa_interventions') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

labelled as (

    select
        lsoa_interventions.dataset_id,
        lsoa_interventions.lsoa_code,
        lsoa_interventions.financial_year_end,
        lsoa_interventions.stage,
        lsoa_interventions.stratum_type,
        lsoa_interventions.stratum,
        lsoa_interventions.events_count,
        lsoa_interventions.children_0_17_count,
        releases.is_synthetic

    from lsoa_interventions

    left join releases
        on lsoa_interventions._release_id = releases._release_id

)

select * from labelled
