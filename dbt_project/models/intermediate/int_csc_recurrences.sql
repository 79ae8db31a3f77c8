with

events as (

    select * from {{ ref('stg_csc__events') }}

),

years_covered as (

    select * from {{ ref('int_csc_years_covered') }}

),

observed as (

    select
        dataset_id,
        min(observed_from) as observed_from

    from years_covered

    group by dataset_id

),

with_earlier as (

    select
        events.dataset_id,
        events.line,
        events.lsoa_code,
        events.event_kind,
        events.event_date,
        events.previous_plans_count,
        observed.observed_from,
        lag(events.event_date) over (
            partition by events.dataset_id, events.child_id, events.event_kind
            order by events.event_date, events.line
        ) as earlier_date

    from events

    inner join observed
        on events.dataset_id = observed.dataset_id

    where events.event_kind in ('referral', 'cpp')

),

recurring as (

    select
        dataset_id,
        line,
        lsoa_code,
        {{ financial_year_of('event_date') }} as financial_year_end,
        event_kind as stage,
        case
            when event_kind = 'cpp' and (previous_plans_count > 0 or earlier_date is not null) then 'repeat_plan'
            when event_kind = 'cpp' and previous_plans_count = 0 then 'first_plan'
            when event_kind = 'cpp' then 'not_known'
            when event_date <= earlier_date + interval 12 months then 're_referral'
            when event_date >= observed_from + interval 12 months then 'first_referral'
            else 'not_known'
        end as recurrence

    from with_earlier

)

select * from recurring
