with

drawn as (

    select * from {{ ref('stg_csc__episodes') }}

),

events as (

    select * from {{ ref('stg_csc__events') }}

),

years_covered as (

    select * from {{ ref('int_csc_years_covered') }}

),

watched as (

    select
        dataset_id,
        min(observed_from) as first_day,
        max(last_day) as last_day

    from years_covered

    group by dataset_id

),

lasting as (

    select
        *,
        case event_kind when 'referral' then 'cin' else event_kind end as stage

    from events

    where event_kind in ('cin', 'cpp') or (event_kind = 'referral' and is_in_need)

),

observed as (

    select
        lasting.dataset_id,
        lasting.line,
        lasting.lsoa_code,
        lasting.stage,
        cast(greatest(watched.first_day - lasting.event_date, 0) as integer) as entered_after_days,
        cast(coalesce(least(lasting.end_date, watched.last_day), watched.last_day) - lasting.event_date as integer)
            as duration_days,
        coalesce(lasting.end_date <= watched.last_day, false) as is_ended

    from lasting

    inner join watched
        on
            lasting.dataset_id = watched.dataset_id
            and lasting.event_date <= watched.last_day
            and (lasting.end_date is null or lasting.end_date >= watched.first_day)

),

unioned as (

    select * from drawn
    union all by name
    select * from observed

)

select
    dataset_id,
    line,
    lsoa_code,
    stage,
    entered_after_days,
    duration_days,
    is_ended

from unioned
