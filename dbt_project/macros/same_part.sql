{#- Whether two rows speak of one indicator, part, vintage and year. -#}
{% macro same_part(one, other) -%}
    {{ one }}.indicator_id = {{ other }}.indicator_id
    and {{ one }}.breakdown = {{ other }}.breakdown
    and {{ one }}.breakdown_value = {{ other }}.breakdown_value
    and {{ one }}.vintage = {{ other }}.vintage
    and {{ one }}.financial_year_end = {{ other }}.financial_year_end
{%- endmacro %}
