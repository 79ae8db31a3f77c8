{#- Ranks tie, so a tenth may be off by a few areas: 0.1 % of them. -#}
{% test each_decile_holds_a_tenth(model, column_name, within) %}

    select
        {{ within }},
        {{ column_name }},
        count(*) as areas_count,
        sum(count(*)) over (partition by {{ within }}) as all_count
    from {{ model }}
    group by {{ within }}, {{ column_name }}
    qualify abs(areas_count - all_count / 10) > 1 + 0.001 * all_count

{% endtest %}
