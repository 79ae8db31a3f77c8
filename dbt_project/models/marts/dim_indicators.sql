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
        caveat,
        coalesce(count_column, value_column) as published_column

    from indicators

)

select * from described
