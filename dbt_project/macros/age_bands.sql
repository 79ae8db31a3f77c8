{#- The age bands that populations are given in: name, first and last age in whole years. -#}
{% macro age_bands() -%}
    {{ return({
        'under 1': (0, 0), '1-4': (1, 4), '0-4': (0, 4), '5-9': (5, 9), '10-14': (10, 14), '10-15': (10, 15),
        '15': (15, 15), '16': (16, 16), '16-17': (16, 17), '0-15': (0, 15), '0-17': (0, 17)
    }) }}
{%- endmacro %}

{#- One column per age band, summed over columns of single years whose names begin with the prefixes. -#}
{% macro summed_by_age_band(prefixes) -%}
    {%- for band, ages in age_bands().items() %}
        cast(
        {%- for prefix in prefixes %}
            {%- set outer = loop %}
            {%- for age in range(ages[0], ages[1] + 1) %}
            {{ '' if outer.first and loop.first else '+ ' }}{{ number_in(prefix ~ age) }}
            {%- endfor %}
        {%- endfor %} as bigint
        ) as "{{ band }}"
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
