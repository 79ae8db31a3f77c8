{#- Whether a place with valid_from and valid_to was in use on a day; no date means always. -#}
{% macro was_in_use(place, day) -%}
    {{ day }} between coalesce({{ place }}.valid_from, '1900-01-01') and coalesce({{ place }}.valid_to, '9999-12-31')
{%- endmacro %}

{#- A day of the year of a return on which its authorities are those that make it. -#}
{% macro return_day(year, year_type) -%}
    make_date({{ year }}, case when {{ year_type }} = 'to 30 September' then 9 else 3 end, 30)
{%- endmacro %}
