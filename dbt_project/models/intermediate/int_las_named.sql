{#-
    Published authorities, and those that no file names yet, or any more: a recoded one after its other
    code, a new one as the change names it.
-#}
with

published as (

    select * from {{ ref('int_las_published') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

successions as (

    select
        from_la_code as known_la_code,
        to_la_code as la_code,
        to_la_name as la_name,
        kind = 'recode' as is_recode

    from changes

    union all

    select
        to_la_code as known_la_code,
        from_la_code as la_code,
        null as la_name,
        true as is_recode

    from changes

    where kind = 'recode'

),

unnamed as (

    select
        successions.la_code,
        case when bool_and(successions.is_recode) then min(published.old_la_code) end as old_la_code,
        min(coalesce(successions.la_name, published.la_name)) as la_name,
        min(published.region_code) as region_code

    from successions

    inner join published
        on successions.known_la_code = published.la_code

    anti join published as already_named
        on successions.la_code = already_named.la_code

    group by successions.la_code

),

named as (

    select
        la_code,
        old_la_code,
        la_name,
        region_code

    from published

    union all

    select
        la_code,
        old_la_code,
        la_name,
        region_code

    from unnamed

)

select * from named
