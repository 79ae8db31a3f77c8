with

events as (

    select * from {{ source('csc_neighbourhoods', 'csc__events') }}

),

named as (

    select
        dataset_id,
        line,
        child_id,
        lsoa_code,
        event_kind,
        event_date,
        end_date,
        is_in_need,
        age,
        sex,
        ethnicity,
        plan_category,
        factors,
        previous_plans_count

    from events

)

select * from named
