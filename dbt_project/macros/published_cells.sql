{#- The number in a published cell, or null. -#}
{% macro number_in(cell) -%}
    try_cast(
        case when regexp_matches({{ cell }}, '^-?\d+(\.\d+)?(E-\d+)?$') then {{ cell }} end as double
    )
{%- endmacro %}

{#- Why there is, or is not, a number in a published cell of one layout. -#}
{% macro status_of(cell, layout) -%}
    case
        when regexp_matches({{ cell }}, '^-?\d+(\.\d+)?(E-\d+)?$') then 'observed'
    {%- for marker, status in layout_markers(layout).items() %}
        when {{ cell }} = '{{ marker }}' then '{{ status }}'
    {%- endfor %}
        when {{ cell }} is null then 'not_available'
        else 'unknown_marker'
    end
{%- endmacro %}

{#- The release a row came from, as its vintage. -#}
{% macro vintage_of(release_id) -%}
    cast(split_part({{ release_id }}, '@', 2) as integer)
{%- endmacro %}

{#- The region of England that an area code lies in: the two parts of London are London. -#}
{% macro region_of(area_code) -%}
    case
        when {{ area_code }} like 'E13%' then 'E12000' || substr({{ area_code }}, 7, 1) || '07'
        else {{ area_code }}
    end
{%- endmacro %}
