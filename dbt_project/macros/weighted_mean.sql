{#- The mean of a measure over areas, each counted by its people; null unless every area has both.
    Added up by lsoa_code: the order of a sum of fractions shows in its last digit. -#}
{% macro weighted_mean(measure, weight) -%}
    case
        when count({{ measure }}) = count(*) and count({{ weight }}) = count(*)
            then sum(({{ measure }}) * {{ weight }} order by lsoa_code) / sum({{ weight }})
    end
{%- endmacro %}
