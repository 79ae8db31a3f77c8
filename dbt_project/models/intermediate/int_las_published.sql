{#- Every authority that a file names, as it was last named; joint returns are not places. -#}
with

cells as (

    select * from {{ ref('stg_ees__cells') }}

),

published as (

    select
        area_code as la_code,
        max_by(old_la_code, (vintage, time_period)) as old_la_code,
        max_by(area_name, (vintage, time_period)) as la_name,
        max_by({{ region_of('region_code') }}, (vintage, time_period)) as region_code

    from cells

    where
        geographic_level = 'Local authority'
        and area_code not like '%/%'

    group by area_code

)

select * from published
