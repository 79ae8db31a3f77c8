{%- set bands = {'0_4': '0-4', '5_9': '5-9', '10_14': '10-14', '15': '15', '16': '16'} -%}
with

by_band as (
    {%- for suffix, band in bands.items() %}

    select
        '{{ band }}' as age_band,
        *
    from {{ source('ons', 'ons__la_aged_' ~ suffix) }}
        {%- if not loop.last %}

    union all
        {%- endif %}
    {%- endfor %}

),

by_mid_year as (

    from by_band
    unpivot include nulls (published_text for mid_year_column in (columns('^mid_')))

),

typed as (

    select
        la_code,
        cast(replace(mid_year_column, 'mid_', '') as integer) as mid_year,
        age_band,
        cast({{ number_in('published_text') }} as bigint) as population_count,
        _release_id

    from by_mid_year

)

select * from typed
