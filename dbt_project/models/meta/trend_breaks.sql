with

trend_breaks as (

    select * from {{ ref('breaks_in_series') }}

)

select
    source_id,
    indicator_id,
    la_code,
    financial_year_end,
    kind,
    note

from trend_breaks
