{#- The standard normal quantile of 97.5 %. -#}
{% macro z_95() -%} 1.959963984540054 {%- endmacro %}

{#- Lower 95 % limit of a count, Byar's approximation (Breslow and Day 1987). -#}
{% macro byar_low(events) -%}
    case
        when {{ events }} = 0 then 0
        else {{ events }} * power(
            1 - 1 / (9 * {{ events }}) - {{ z_95() }} / (3 * sqrt({{ events }})), 3
        )
    end
{%- endmacro %}

{#- Upper 95 % limit of a count, Byar's approximation. -#}
{% macro byar_high(events) -%}
    ({{ events }} + 1) * power(
        1 - 1 / (9 * ({{ events }} + 1)) + {{ z_95() }} / (3 * sqrt({{ events }} + 1)), 3
    )
{%- endmacro %}

{#- A 95 % limit of a share, Wilson's score interval; sign is - for the lower and + for the upper. -#}
{% macro wilson_limit(part, whole, sign) -%}
    (
        2 * {{ part }} + power({{ z_95() }}, 2) {{ sign }} {{ z_95() }} * sqrt(
            power({{ z_95() }}, 2) + 4 * {{ part }} * (1 - {{ part }} / {{ whole }})
        )
    ) / (2 * ({{ whole }} + power({{ z_95() }}, 2)))
{%- endmacro %}
