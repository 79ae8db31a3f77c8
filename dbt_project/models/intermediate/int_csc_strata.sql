{#- Each kind is counted in a model of its own: events that several counts share would be held in memory whole. -#}
with

stage_counts as (

    select * from {{ ref('int_csc_stage_counts') }}

),

child_counts as (

    select * from {{ ref('int_csc_child_counts') }}

),

factor_counts as (

    select * from {{ ref('int_csc_factor_counts') }}

),

recurrence_counts as (

    select * from {{ ref('int_csc_recurrence_counts') }}

),

unioned as (

    select * from stage_counts
    union all by name
    select * from child_counts
    union all by name
    select * from factor_counts
    union all by name
    select * from recurrence_counts

)

select
    dataset_id,
    lsoa_code,
    financial_year_end,
    stage,
    stratum_type,
    stratum,
    events_count

from unioned
