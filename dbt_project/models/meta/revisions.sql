{#- Each cell against the vintage before it that held the same cell; unchanged cells are left out. -#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

figures as (

    select
        indicator_id,
        breakdown,
        breakdown_value,
        area_code,
        financial_year_end,
        vintage,
        'count' as column_name,
        cast(count as double) as figure,
        count_status as status

    from cells

    where has_count

    union all

    select
        indicator_id,
        breakdown,
        breakdown_value,
        area_code,
        financial_year_end,
        vintage,
        'published_value' as column_name,
        published_value as figure,
        published_value_status as status

    from cells

    where published_value_status is not null

    union all

    select
        'children_0_17' as indicator_id,
        'total' as breakdown,
        'total' as breakdown_value,
        area_code,
        financial_year_end - 1 as financial_year_end,
        vintage,
        'count' as column_name,
        cast(children_0_17_count as double) as figure,
        children_0_17_status as status

    from children

    where is_population_file

),

beside_the_one_before as (

    select
        indicator_id,
        breakdown,
        breakdown_value,
        area_code,
        financial_year_end,
        column_name,
        vintage as to_vintage,
        figure as new,
        status as new_status,
        lag(vintage) over cell_history as from_vintage,
        lag(figure) over cell_history as old,
        lag(status) over cell_history as old_status

    from figures

    window
        cell_history as (
            partition by indicator_id, breakdown, breakdown_value, area_code, financial_year_end, column_name
            order by vintage
        )

),

changed as (

    select * from beside_the_one_before

    where
        from_vintage is not null
        and (new is distinct from old or new_status != old_status)

)

select
    indicator_id,
    breakdown,
    breakdown_value,
    area_code,
    financial_year_end,
    column_name,
    from_vintage,
    to_vintage,
    old,
    old_status,
    new,
    new_status

from changed
