{% test part_within_whole(model, part, whole, where_unit) %}

    select
        {{ part }},
        {{ whole }}
    from {{ model }}
    where
        unit = '{{ where_unit }}'
        and {{ part }} > {{ whole }}

{% endtest %}
