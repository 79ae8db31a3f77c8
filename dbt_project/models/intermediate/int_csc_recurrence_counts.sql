with

recurrences as (

    select * from {{ ref('int_csc_recurrences') }}

),

counted as (

    {{ events_by_stratum('recurrences', "case stage when 'cpp' then 'repeat_plan' else 're_referral' end",
        'recurrence') }}

)

select * from counted
