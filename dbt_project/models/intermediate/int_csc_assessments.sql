with

events as (

    select * from {{ ref('stg_csc__events') }}

    where event_kind in ('referral', 'assessment', 'cpp')

),

in_cases as (

    select
        *,
        last_value(case when event_kind = 'referral' then line end ignore nulls) over (
            partition by dataset_id, child_id
            order by event_date, event_kind <> 'referral', line
        ) as case_line

    from events

),

followed as (

    select
        *,
        lead(case when event_kind = 'cpp' then coalesce(plan_category, 'not_known') end) over (
            partition by dataset_id, child_id, case_line
            order by event_date, event_kind, line
        ) as next_plan_category

    from in_cases

    where event_kind <> 'referral'

),

years_covered as (

    select * from {{ ref('int_csc_years_covered') }}

),

assessments as (

    select
        followed.dataset_id,
        followed.line,
        followed.lsoa_code,
        years_covered.financial_year_end,
        case
            when len(followed.factors) > 0 then array_to_string(list_sort(list_distinct(followed.factors)), ',')
            else 'not_recorded'
        end as pattern,
        coalesce(followed.next_plan_category, 'no_plan') as plan_category

    from followed

    inner join years_covered
        on
            followed.dataset_id = years_covered.dataset_id
            and {{ financial_year_of('followed.event_date') }} = years_covered.financial_year_end

    where followed.event_kind = 'assessment'

)

select * from assessments
