with

cells as (

    select * from {{ ref('stg_ees__cells') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

regions as (

    select
        area_code as region_code,
        max_by(area_name, vintage) as region_name

    from cells

    where geographic_level = 'Regional'

    group by area_code

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

),

recoded as (

    select
        changes.to_la_code as la_code,
        published.old_la_code,
        published.la_name,
        published.region_code

    from changes

    inner join published
        on
            changes.from_la_code = published.la_code
            and changes.kind = 'recode'

    union

    select
        changes.from_la_code as la_code,
        published.old_la_code,
        published.la_name,
        published.region_code

    from changes

    inner join published
        on
            changes.to_la_code = published.la_code
            and changes.kind = 'recode'

),

named as (

    select * from published

    union all

    select recoded.*

    from recoded

    left join published
        on recoded.la_code = published.la_code

    where published.la_code is null

)

select
    named.la_code,
    named.old_la_code,
    named.la_name,
    named.region_code,
    regions.region_name

from named

left join regions
    on named.region_code = regions.region_code
