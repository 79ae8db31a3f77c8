{#- The mean of a measure over areas, each counted by its people; null unless every area has both. -#}
{% macro weighted_mean(measure, weight) -%}
    case
        when count({{ measure }}) = count(*) and count({{ weight }}) = count(*)
            then sum(({{ measure }}) * {{ weight }}) / sum({{ weight }})
    end
{%- endmacro %}
