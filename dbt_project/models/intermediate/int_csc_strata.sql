with

events as (

    select * from {{ ref('int_csc_events_by_year') }}

    where lsoa_code is not null

),

recurrences as (

    select * from {{ ref('int_csc_recurrences') }}

),

recurring as (

    select
        events.dataset_id,
        events.lsoa_code,
        events.financial_year_end,
        events.stage,
        recurrences.recurrence

    from events

    inner join recurrences
        on
            events.dataset_id = recurrences.dataset_id
            and events.line = recurrences.line
            and events.stage = recurrences.stage

),

with_factors as (

    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        stage,
        unnest(factors) as factor

    from events

    where stage = 'assessment'

),

counted as (

    {{ events_by_stratum('events', "'total'", "'total'", 'true') }}
    union all
    {{ events_by_stratum('events', "'sex'", 'sex', "stage in ('cin', 'cpp')") }}
    union all
    {{ events_by_stratum('events', "'age'", 'cast(age as varchar)', "stage in ('cin', 'cpp')") }}
    union all
    {{ events_by_stratum('events', "'ethnicity'", 'ethnicity', "stage in ('cin', 'cpp')") }}
    union all
    {{ events_by_stratum('events', "'plan_category'", 'plan_category', "stage = 'cpp'") }}
    union all
    {{ events_by_stratum('with_factors', "'factor'", 'factor', 'true') }}
    union all
    {{ events_by_stratum('recurring', "case stage when 'cpp' then 'repeat_plan' else 're_referral' end",
        'recurrence', 'true') }}

)

select * from counted
