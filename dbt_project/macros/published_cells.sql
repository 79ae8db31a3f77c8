{#- The number in a published cell, or null; years and months, as in 3:4, become months. -#}
{% macro number_in(cell) -%}
    case
        when regexp_matches({{ cell }}, '^-?\d+(\.\d+)?(E-\d+)?$') then try_cast({{ cell }} as double)
        when regexp_matches({{ cell }}, '^\d{1,2}:\d{1,2}$')
            then 12 * try_cast(split_part({{ cell }}, ':', 1) as double) + try_cast(split_part({{ cell }}, ':', 2) as double)
    end
{%- endmacro %}

{#- Why there is, or is not, a number in a published cell of one layout. -#}
{% macro status_of(cell, layout) -%}
    case
        when {{ number_in(cell) }} is not null then 'observed'
    {%- for marker, status in layout_markers(layout).items() %}
        when {{ cell }} = '{{ marker }}' then '{{ status }}'
    {%- endfor %}
        when {{ cell }} is null then 'not_available'
        else 'unknown_marker'
    end
{%- endmacro %}

{#- The release a row came from, as its vintage. -#}
{% macro vintage_of(release_id) -%}
    cast(split_part({{ release_id }}, '@', 2) as decimal(5, 1))
{%- endmacro %}

{#- The year of a release, whichever issue of its figures it is. -#}
{% macro year_of(release_id) -%}
    cast(floor({{ vintage_of(release_id) }}) as integer)
{%- endmacro %}

{#- The region of England that an area code lies in: the two parts of London are London. -#}
{% macro region_of(area_code) -%}
    case
        when {{ area_code }} like 'E13%' then 'E12000' || substr({{ area_code }}, 7, 1) || '07'
        else {{ area_code }}
    end
{%- endmacro %}
