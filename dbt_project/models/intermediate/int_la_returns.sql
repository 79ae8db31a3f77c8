{#- What each code returned to each data set and year: its undivided figures, and how many are numbers. -#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

definitions as (

    select * from {{ ref('dim_indicators') }}

),

figures as (

    select
        cells.financial_year_end,
        cells.area_code,
        split_part(cells._release_id, '@', 1) as table_name,
        {{ return_day('cells.financial_year_end', 'definitions.year_type') }} as return_day,
        case when cells.has_count then cells.count_status else cells.published_value_status end as status

    from cells

    inner join definitions
        on cells.indicator_id = definitions.indicator_id

    where
        cells.geographic_level = 'Local authority'
        and cells.breakdown = 'total'
        and cells.is_newest

),

returns as (

    select
        table_name,
        financial_year_end,
        area_code,
        any_value(return_day) as return_day,
        count(*) as cells_count,
        count(*) filter (status = 'observed') as observed_count,
        min(status) filter (status != 'observed') as hidden_status

    from figures

    group by table_name, financial_year_end, area_code

)

select * from returns
