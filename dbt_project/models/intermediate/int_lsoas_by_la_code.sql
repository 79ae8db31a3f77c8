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

steps as (

    select
        parts.part_code,
        case when changes.change_date <= lookup_day.as_at then changes.to_la_code else changes.from_la_code end
            as known_la_code,
        case when changes.change_date <= lookup_day.as_at then changes.from_la_code else changes.to_la_code end
            as la_code,
        changes.kind = 'recode' as is_whole

    from changes

    cross join lookup_day

    left join parts
        on
            changes.from_la_code = parts.from_la_code
            and changes.to_la_code = parts.to_la_code

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
