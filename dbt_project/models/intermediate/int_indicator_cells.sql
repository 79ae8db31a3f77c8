with

cells as (

    select * from {{ ref('stg_ees__cells') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

owned as (

    select
        indicators.indicator_id,
        indicators.unit,
        indicators.count_column,
        cells.vintage,
        cells.geographic_level,
        cells.area_code,
        cells.area_name,
        cells.region_code,
        cells.time_period as financial_year_end,
        cells._release_id,
        max(cells.number) filter (cells.column_name = indicators.count_column) as count,
        max(cells.status) filter (cells.column_name = indicators.count_column) as count_cell_status,
        max(cells.number) filter (cells.column_name = indicators.denominator_column) as part_of_count,
        max(cells.number) filter (cells.column_name = indicators.value_column) as published_value,
        max(cells.status) filter (cells.column_name = indicators.value_column) as published_value_status

    from indicators

    inner join cells
        on
            indicators.table_name = cells.table_name
            and coalesce(indicators.filter_value, '') = cells.filter_value
            and cells.column_name in (
                indicators.count_column, indicators.denominator_column, indicators.value_column
            )

    group by all

),

statused as (

    select
        indicator_id,
        unit,
        vintage,
        geographic_level,
        area_code,
        area_name,
        region_code,
        financial_year_end,
        published_value,
        published_value_status,
        _release_id,
        cast(count as bigint) as count,
        cast(part_of_count as bigint) as part_of_count,
        case when count_column is null then 'not_applicable' else count_cell_status end as count_status,
        vintage = max(vintage) over (partition by indicator_id, financial_year_end) as is_newest

    from owned

)

select * from statused
