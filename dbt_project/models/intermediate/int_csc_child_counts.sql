with

events as (

    select * from {{ ref('int_csc_events_by_year') }}

),

counted as (

    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        stage,
        cast(count(*) as integer) as events_count,
        case
            when grouping(sex) = 0 then 'sex'
            when grouping(age) = 0 then 'age'
            when grouping(ethnicity) = 0 then 'ethnicity'
            else 'plan_category'
        end as stratum_type,
        coalesce(sex, cast(age as varchar), ethnicity, plan_category, 'not_known') as stratum

    from events

    where stage in ('cin', 'cpp') and lsoa_code is not null

    group by
        grouping sets (
            (dataset_id, lsoa_code, financial_year_end, stage, sex),
            (dataset_id, lsoa_code, financial_year_end, stage, age),
            (dataset_id, lsoa_code, financial_year_end, stage, ethnicity),
            (dataset_id, lsoa_code, financial_year_end, stage, plan_category)
        )

    having stage = 'cpp' or grouping(plan_category) = 1

)

select * from counted
