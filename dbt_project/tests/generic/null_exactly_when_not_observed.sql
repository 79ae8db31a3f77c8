{% test null_exactly_when_not_observed(model, column_name, status) %}

    select
        {{ column_name }},
        {{ status }}
    from {{ model }}
    where ({{ column_name }} is null) != ({{ status }} != 'observed')

{% endtest %}
