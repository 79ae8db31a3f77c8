{#-
    One raw table of Explore Education Statistics as long cells: a row per place, year, filter
    value and measure, the published text beside them. A column that a vintage lacks has no cells in it.
-#}
{% macro unpivoted(table) -%}
    select
        '{{ table.name }}' as table_name,
        _release_id,
        _row_number,
        {{ year_ending('time_period') }} as time_period,
        geographic_level,
        coalesce(new_la_code, region_code, country_code) as area_code,
        coalesce(la_name, region_name, country_name) as area_name,
        old_la_code,
        region_code,
        region_name,
        concat_ws(' | ', {{ (table.filters or ["''"]) | join(', ') }}) as filter_value,
        column_name,
        published_text
    from {{ source(table.source, table.name) }}
    unpivot {{ 'include nulls ' if table.has_blanks }}(
        published_text for column_name in ("{{ table.measures | join('", "') }}")
    )
{%- endmacro %}

{#- Every raw table of one layout, unpivoted. -#}
{% macro unpivoted_tables(layout) -%}
    {%- for table in registry_tables(layout) %}
        {{ unpivoted(table) }}
        {%- if not loop.last %}
    union all
        {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- One raw table whose files hold a year each, as long cells: a row per row and measure, the text beside it. -#}
{% macro unpivoted_table(table) -%}
    select
        '{{ table.name }}' as table_name,
        *
    from {{ source(table.source, table.name) }}
    unpivot include nulls (
        published_text for column_name in ("{{ table.measures | join('", "') }}")
    )
{%- endmacro %}

{#- Every such table of a layout. -#}
{% macro unpivoted_measures(layout) -%}
    {%- for table in registry_tables(layout) %}
        {{ unpivoted_table(table) }}
        {%- if not loop.last %}
    union all by name
        {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- The year in which a publisher's period ends: 2025, or 202425 for a financial or academic year. -#}
{% macro year_ending(period) -%}
    case
        when length({{ period }}) = 6 then 1 + cast(left({{ period }}, 4) as integer)
        else cast({{ period }} as integer)
    end
{%- endmacro %}
