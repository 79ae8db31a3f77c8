{#- Newest is said per indicator, part and year, never per place: a recoded back year would count twice. -#}
with

cells as (

    select * from {{ ref('int_published_cells') }}

),

indicator_columns as (

    select * from {{ ref('int_indicator_columns') }}

),

owned as (

    select
        indicator_columns.indicator_id,
        indicator_columns.breakdown,
        indicator_columns.breakdown_value,
        cells.vintage,
        cells.area_code,
        cells.time_period as financial_year_end,
        any_value(indicator_columns.unit) as unit,
        any_value(indicator_columns.value_scale) as value_scale,
        any_value(indicator_columns.has_count) as has_count,
        any_value(cells.geographic_level) as geographic_level,
        any_value(cells.area_name) as area_name,
        any_value(cells.region_code) as region_code,
        any_value(cells._release_id) as _release_id,
        max(cells.number) filter (indicator_columns.cell_role = 'count') as count,
        max(cells.status) filter (indicator_columns.cell_role = 'count') as count_cell_status,
        max(cells.number) filter (indicator_columns.cell_role = 'part_of') as part_of_count,
        max(cells.number) filter (indicator_columns.cell_role = 'value') as value_cell,
        max(cells.status) filter (indicator_columns.cell_role = 'value') as published_value_status

    from cells

    inner join indicator_columns
        on
            cells.table_name = indicator_columns.table_name
            and cells.filter_value = indicator_columns.filter_value
            and cells.column_name = indicator_columns.column_name
            and (indicator_columns.first_year is null or cells.time_period >= indicator_columns.first_year)
            and (indicator_columns.last_year is null or cells.time_period <= indicator_columns.last_year)

    group by
        indicator_columns.indicator_id,
        indicator_columns.breakdown,
        indicator_columns.breakdown_value,
        cells.vintage,
        cells.area_code,
        cells.time_period

),

statused as (

    select
        indicator_id,
        breakdown,
        breakdown_value,
        unit,
        has_count,
        vintage,
        geographic_level,
        area_code,
        area_name,
        region_code,
        financial_year_end,
        published_value_status,
        _release_id,
        cast(count as bigint) as count,
        cast(part_of_count as bigint) as part_of_count,
        value_cell * value_scale as published_value,
        case when has_count then coalesce(count_cell_status, 'not_available') else 'not_applicable' end
            as count_status,
        vintage = max(vintage) over (partition by indicator_id, breakdown, breakdown_value, financial_year_end)
            as is_newest

    from owned

)

select * from statused
