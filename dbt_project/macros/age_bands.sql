{#- The age bands that populations are given in: name, first and last age in whole years. -#}
{% macro age_bands() -%}
    {{ return({
        'under 1': (0, 0), '1-4': (1, 4), '0-4': (0, 4), '5-9': (5, 9), '10-14': (10, 14), '10-15': (10, 15),
        '15': (15, 15), '16': (16, 16), '16-17': (16, 17), '0-15': (0, 15), '0-17': (0, 17)
    }) }}
{%- endmacro %}

{#- The sum over single years of age of the columns whose names begin with one of the prefixes. -#}
{% macro summed_ages(prefixes, ages) -%}
    {%- set columns = [] -%}
    {%- for prefix in prefixes -%}
        {%- for age in range(ages[0], ages[1] + 1) -%}
            {%- do columns.append(number_in(prefix ~ age)) -%}
        {%- endfor -%}
    {%- endfor -%}
    cast({{ columns | join(' + ') }} as bigint)
{%- endmacro %}

{#- One column per age band. -#}
{% macro summed_by_age_band(prefixes) -%}
    {%- for band, ages in age_bands().items() %}
        {{ summed_ages(prefixes, ages) }} as {{ band_column(band) }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{#- The column that holds an age band before it is a row: ages_0_4, under_1, all_ages. -#}
{% macro band_column(band) -%}
    {{ ('ages_' ~ band if band[0] in '0123456789' else band) | replace('-', '_') | replace(' ', '_') }}
{%- endmacro %}

{#- A row per age band from a step whose columns are age bands; `keys` are the columns to keep beside it. -#}
{% macro rows_by_age_band(banded, keys) -%}
    select
        {{ keys | join(', ') }},
        population_count,
        _release_id,
        {{ band_of('band_column') }} as age_band

    from {{ banded }}
    unpivot include nulls (population_count for band_column in (columns('^(ages_|under_|all_ages)')))
{%- endmacro %}

{#- The age band of such a column. -#}
{% macro band_of(column_name) -%}
    case
        when {{ column_name }} like 'ages_%' then replace(replace({{ column_name }}, 'ages_', ''), '_', '-')
        else replace({{ column_name }}, '_', ' ')
    end
{%- endmacro %}
