with

indicators as (

    select * from {{ ref('indicators') }}

),

indicator_cells as (

    select * from {{ ref('indicator_cells') }}

),

owners as (

    select
        indicator_id,
        max_by(table_name, (breakdown = 'total', coalesce(last_year, 9999))) as table_name,
        max_by(coalesce(count_column, value_column), (breakdown = 'total', coalesce(last_year, 9999)))
            as published_column

    from indicator_cells

    group by indicator_id

),

described as (

    select
        indicators.indicator_id,
        indicators.label,
        indicators.stage,
        indicators.unit,
        indicators.is_headline,
        indicators.numerator,
        indicators.denominator,
        indicators.source_id,
        indicators.year_type,
        owners.table_name,
        owners.published_column,
        indicators.caveat,
        list_position(['referral', 'assessment', 'cin', 's47', 'icpc', 'cpp', 'cla'], indicators.stage)
            as stage_order

    from indicators

    left join owners
        on indicators.indicator_id = owners.indicator_id

)

select * from described
