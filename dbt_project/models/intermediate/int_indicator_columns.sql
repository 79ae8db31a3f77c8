{#- Where each part of an indicator is read from: its count, what that is a part of, its published value. -#}
with

indicator_cells as (

    select * from {{ ref('indicator_cells') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

declared as (

    select
        indicator_cells.indicator_id,
        indicator_cells.breakdown,
        indicator_cells.breakdown_value,
        indicators.unit,
        indicator_cells.table_name,
        indicator_cells.count_column,
        indicator_cells.denominator_column,
        indicator_cells.value_column,
        indicator_cells.first_year,
        indicator_cells.last_year,
        coalesce(indicator_cells.filter_value, '') as filter_value,
        coalesce(indicator_cells.denominator_filter_value, indicator_cells.filter_value, '')
            as denominator_filter_value,
        coalesce(indicator_cells.value_scale, 1) as value_scale,
        indicator_cells.count_column is not null as has_count

    from indicator_cells

    inner join indicators
        on indicator_cells.indicator_id = indicators.indicator_id

),

roles as (

    select
        indicator_id,
        breakdown,
        breakdown_value,
        unit,
        table_name,
        filter_value,
        count_column as column_name,
        first_year,
        last_year,
        value_scale,
        has_count,
        'count' as cell_role

    from declared

    where count_column is not null

    union all

    select
        indicator_id,
        breakdown,
        breakdown_value,
        unit,
        table_name,
        denominator_filter_value as filter_value,
        denominator_column as column_name,
        first_year,
        last_year,
        value_scale,
        has_count,
        'part_of' as cell_role

    from declared

    where denominator_column is not null

    union all

    select
        indicator_id,
        breakdown,
        breakdown_value,
        unit,
        table_name,
        filter_value,
        value_column as column_name,
        first_year,
        last_year,
        value_scale,
        has_count,
        'value' as cell_role

    from declared

    where value_column is not null

)

select * from roles
