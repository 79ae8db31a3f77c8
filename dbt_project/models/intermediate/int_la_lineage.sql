{#- Which codes before stand in today's authority, and when; whole where all of the code does. -#}
with recursive

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

current_las as (

    select * from {{ ref('int_las_current') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

ancestry as (

    select
        la_code,
        la_code as published_la_code

    from current_las

    union

    select
        ancestry.la_code,
        changes.from_la_code as published_la_code

    from ancestry

    inner join changes
        on ancestry.published_la_code = changes.to_la_code

),

lineage as (

    select
        ancestry.la_code,
        ancestry.published_la_code,
        las_dated.valid_from,
        las_dated.valid_to,
        count(*) over (partition by ancestry.published_la_code) = 1 as is_whole

    from ancestry

    left join las_dated
        on ancestry.published_la_code = las_dated.la_code

)

select * from lineage
