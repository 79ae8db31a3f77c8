{#- England and its regions have numbers from 970 on in the local authority interactive tool; authorities get null. -#}
{% macro code_of_lait_number(number) -%}
    case
        when {{ number }} = '970' then 'E92000001'
        when {{ number }} = '987' then 'E13000001'
        when {{ number }} = '988' then 'E13000002'
        when {{ number }} = '989' then 'E12000008'
        when {{ number }} = '990' then 'E12000009'
        when {{ number }} between '980' and '986' then 'E1200000' || (cast({{ number }} as integer) - 979)
    end
{%- endmacro %}
