with

events as (

    select * from {{ ref('stg_csc__events') }}

),

looked_after_events as (

    select * from {{ ref('stg_csc__events') }}

    where event_kind = 'cla'

),

years_covered as (

    select * from {{ ref('int_csc_years_covered') }}

),

in_their_year as (

    select
        dataset_id,
        line,
        unnest(
            case when event_kind = 'referral' and is_in_need then ['referral', 'cin'] else [event_kind] end
        ) as stage,
        {{ financial_year_of('event_date') }} as financial_year_end,
        lsoa_code,
        age,
        sex,
        ethnicity,
        plan_category,
        factors

    from events

    where event_kind <> 'cla'

),

looked_after as (

    select
        looked_after_events.dataset_id,
        looked_after_events.line,
        'cla' as stage,
        years_covered.financial_year_end,
        looked_after_events.lsoa_code,
        looked_after_events.age,
        looked_after_events.sex,
        looked_after_events.ethnicity,
        looked_after_events.plan_category,
        looked_after_events.factors

    from looked_after_events

    inner join years_covered
        on
            looked_after_events.dataset_id = years_covered.dataset_id
            and looked_after_events.event_date <= years_covered.last_day
            and (looked_after_events.end_date is null or looked_after_events.end_date > years_covered.last_day)

    qualify row_number() over (
        partition by looked_after_events.dataset_id, looked_after_events.child_id, years_covered.financial_year_end
        order by looked_after_events.event_date desc, looked_after_events.line asc
    ) = 1

)

select * from in_their_year
union all
select * from looked_after
