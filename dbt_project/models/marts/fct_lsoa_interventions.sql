with

sample_interventions as (

    select * from {{ ref('stg_csc__lsoa_interventions') }}

),

given_counts as (

    select * from {{ ref('stg_csc__lsoa_counts') }}

),

counted_events as (

    select * from {{ ref('int_csc_lsoa_counts') }}

),

datasets as (

    select * from {{ ref('stg_meta__datasets') }}

),

interventions as (

    select * exclude (_release_id) from sample_interventions
    union all by name
    select * from given_counts
    union all by name
    select * from counted_events

),

labelled as (

    select
        interventions.dataset_id,
        interventions.lsoa_code,
        interventions.financial_year_end,
        interventions.stage,
        interventions.stratum_type,
        interventions.stratum,
        interventions.events_count,
        interventions.children_0_17_count,
        {{ stage_indicator('interventions.stage') }} as indicator_id,
        datasets.lsoa_edition,
        datasets.is_synthetic

    from interventions

    left join datasets
        on interventions.dataset_id = datasets.dataset_id

)

select * from labelled
