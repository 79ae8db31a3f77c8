{#- The lookup is of April 2023; from there the changes lead back and forward to every other code. -#}
with recursive

lsoas as (

    select * from {{ ref('int_lsoas_of_england') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

steps as (

    select
        to_la_code as known_la_code,
        from_la_code as la_code,
        part_lad_code

    from changes

    where change_date <= '2023-04-01'

    union all

    select
        from_la_code as known_la_code,
        to_la_code as la_code,
        part_lad_code

    from changes

    where change_date > '2023-04-01'

),

memberships as (

    select
        lsoa_code,
        lsoa_edition,
        lad_2018_code,
        la_code

    from lsoas

    union

    select
        memberships.lsoa_code,
        memberships.lsoa_edition,
        memberships.lad_2018_code,
        steps.la_code

    from memberships

    inner join steps
        on
            memberships.la_code = steps.known_la_code
            and (steps.part_lad_code is null or memberships.lad_2018_code = steps.part_lad_code)

)

select
    lsoa_code,
    lsoa_edition,
    la_code

from memberships
