with

events as (

    select * from {{ ref('int_csc_events_by_year') }}

),

counted as (

    {{ events_by_stratum('events', "'total'", "'total'") }}

)

select * from counted
