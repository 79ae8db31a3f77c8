with

events as (

    select * from {{ ref('stg_csc__events') }}

),

years_covered as (

    select * from {{ ref('int_csc_years_covered') }}

),

in_their_year as (

    select
        *,
        event_kind as stage,
        {{ financial_year_of('event_date') }} as financial_year_end

    from events

    where event_kind <> 'cla'

),

children_in_need as (

    select * replace ('cin' as stage)

    from in_their_year

    where event_kind = 'referral' and is_in_need

),

looked_after as (

    select
        events.*,
        'cla' as stage,
        years_covered.financial_year_end

    from events

    inner join years_covered
        on
            events.dataset_id = years_covered.dataset_id
            and events.event_date <= years_covered.last_day
            and (events.end_date is null or events.end_date > years_covered.last_day)

    where events.event_kind = 'cla'

    qualify row_number() over (
        partition by events.dataset_id, events.child_id, years_covered.financial_year_end
        order by events.event_date desc, events.line asc
    ) = 1

),

by_year as (

    select * from in_their_year
    union all
    select * from children_in_need
    union all
    select * from looked_after

)

select
    dataset_id,
    line,
    stage,
    financial_year_end,
    lsoa_code,
    age,
    sex,
    ethnicity,
    plan_category,
    factors

from by_year
