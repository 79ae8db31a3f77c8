{#- Under which codes an authority's return may stand: its own, that of a recode, or a joint one. -#}
with

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

joint_returns as (

    select * from {{ ref('la_joint_returns') }}

),

codes as (

    select
        la_code,
        la_code as row_la_code,
        'own' as return_kind

    from las_dated

    union all

    select
        from_la_code as la_code,
        to_la_code as row_la_code,
        'other code' as return_kind

    from changes

    where kind = 'recode'

    union all

    select
        to_la_code as la_code,
        from_la_code as row_la_code,
        'other code' as return_kind

    from changes

    where kind = 'recode'

    union all

    select
        la_code,
        joint_la_code as row_la_code,
        'joint return' as return_kind

    from joint_returns

)

select
    la_code,
    row_la_code,
    return_kind

from codes
