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
        list_position(['referral', 'assessment', 'cin', 's47', 'icpc', 'cpp', 'cla'], stage) as stage_order,
        coalesce(count_column, value_column) as published_column

    from indicators

)

select * from described
