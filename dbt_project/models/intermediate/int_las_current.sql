{#- The authorities of today: those in use on the day after the newest financial year that returns are held of. -#}
with

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

returns as (

    select * from {{ ref('int_la_returns') }}

),

today as (

    select make_date(max(financial_year_end), 4, 1) as first_day from returns

),

current_las as (

    select las_dated.la_code

    from las_dated

    inner join today
        on {{ was_in_use('las_dated', 'today.first_day') }}

)

select * from current_las
