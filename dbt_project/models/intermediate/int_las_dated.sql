{#- From when and until when each authority code was in use. -#}
with

las_named as (

    select * from {{ ref('int_las_named') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

begun as (

    select
        to_la_code as la_code,
        min(change_date) as valid_from

    from changes

    group by to_la_code

),

ended as (

    select
        from_la_code as la_code,
        cast(max(change_date) - interval 1 day as date) as valid_to

    from changes

    group by from_la_code

),

dated as (

    select
        las_named.la_code,
        las_named.old_la_code,
        las_named.la_name,
        las_named.region_code,
        begun.valid_from,
        ended.valid_to

    from las_named

    left join begun
        on las_named.la_code = begun.la_code

    left join ended
        on las_named.la_code = ended.la_code

)

select * from dated
