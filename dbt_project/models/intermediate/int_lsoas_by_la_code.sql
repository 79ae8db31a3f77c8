{#- From the authorities of the lookup's day the changes lead back and forward: a recode with all, others by parts. -#}
with recursive

lsoas as (

    select * from {{ ref('int_lsoas_of_england') }}

),

lookup as (

    select * from {{ ref('stg_ons__lsoa_2021_to_la') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

parts as (

    select * from {{ ref('place_parts') }}

),

lookup_day as (

    select max(releases.as_at) as as_at

    from releases

    semi join lookup
        on releases._release_id = lookup._release_id

),

moves as (

    select
        changes.from_la_code,
        changes.to_la_code,
        changes.change_date,
        parts.part_code,
        changes.kind = 'recode' as is_whole

    from changes

    left join parts
        on
            changes.from_la_code = parts.from_la_code
            and changes.to_la_code = parts.to_la_code

),

steps as (

    select
        moves.to_la_code as known_la_code,
        moves.from_la_code as la_code,
        moves.is_whole,
        moves.part_code

    from moves

    inner join lookup_day
        on moves.change_date <= lookup_day.as_at

    union all

    select
        moves.from_la_code as known_la_code,
        moves.to_la_code as la_code,
        moves.is_whole,
        moves.part_code

    from moves

    inner join lookup_day
        on moves.change_date > lookup_day.as_at

),

memberships as (

    select
        lsoa_code,
        lsoa_edition,
        lad_2018_code,
        lad_2022_code,
        la_code

    from lsoas

    union

    select
        memberships.lsoa_code,
        memberships.lsoa_edition,
        memberships.lad_2018_code,
        memberships.lad_2022_code,
        steps.la_code

    from memberships

    inner join steps
        on
            memberships.la_code = steps.known_la_code
            and (
                steps.is_whole
                or steps.part_code in (memberships.lsoa_code, memberships.lad_2018_code, memberships.lad_2022_code)
            )

)

select
    lsoa_code,
    lsoa_edition,
    la_code

from memberships
