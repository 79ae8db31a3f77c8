{#- Published authorities, and recoded ones that no file names yet, or any more, after their other code. -#}
with

published as (

    select * from {{ ref('int_las_published') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

recodes as (

    select
        from_la_code as known_la_code,
        to_la_code as la_code

    from changes

    where kind = 'recode'

    union all

    select
        to_la_code as known_la_code,
        from_la_code as la_code

    from changes

    where kind = 'recode'

),

unnamed as (

    select
        recodes.la_code,
        published.old_la_code,
        published.la_name,
        published.region_code

    from recodes

    inner join published
        on recodes.known_la_code = published.la_code

    anti join published as already_named
        on recodes.la_code = already_named.la_code

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
