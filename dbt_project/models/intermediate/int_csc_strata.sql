with

events as (

    select * from {{ ref('int_csc_events_by_year') }}

    where lsoa_code is not null

),

recurrences as (

    select * from {{ ref('int_csc_recurrences') }}

    where lsoa_code is not null

),

of_all as (

    {{ events_by_stratum('events', "'total'", "'total'") }}

),

of_children as (

    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        stage,
        case
            when grouping(sex) = 0 then 'sex'
            when grouping(age) = 0 then 'age'
            when grouping(ethnicity) = 0 then 'ethnicity'
            else 'plan_category'
        end as stratum_type,
        coalesce(sex, cast(age as varchar), ethnicity, plan_category, 'not_known') as stratum,
        cast(count(*) as integer) as events_count

    from events

    where stage in ('cin', 'cpp')

    group by
        grouping sets (
            (dataset_id, lsoa_code, financial_year_end, stage, sex),
            (dataset_id, lsoa_code, financial_year_end, stage, age),
            (dataset_id, lsoa_code, financial_year_end, stage, ethnicity),
            (dataset_id, lsoa_code, financial_year_end, stage, plan_category)
        )

    having stage = 'cpp' or grouping(plan_category) = 1

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

of_assessments as (

    {{ events_by_stratum('with_factors', "'factor'", 'factor') }}

),

recurring as (

    {{ events_by_stratum('recurrences', "case stage when 'cpp' then 'repeat_plan' else 're_referral' end",
        'recurrence') }}

)

select * from of_all
union all
select * from of_children
union all
select * from of_assessments
union all
select * from recurring
