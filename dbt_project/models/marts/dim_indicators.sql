with

indicators as (

    select * from {{ ref('indicators') }}

),

described as (

    select
        indicator_id,
        label,
        stage,
        unit,
        is_headline,
        numerator,
        denominator,
        source_id,
        table_name,
        coalesce(count_column, value_column) as published_column,
        caveat

    from indicators

)

select * from described
