{#- A higher score is more deprived: mean scores must fall from decile 1 to decile 10. -#}
{% test decile_one_is_the_most_deprived(model, decile, score, within) %}

    select
        {{ within }},
        {{ decile }},
        avg({{ score }}) as mean_score,
        lag(avg({{ score }})) over (partition by {{ within }} order by {{ decile }}) as more_deprived_score
    from {{ model }}
    group by {{ within }}, {{ decile }}
    qualify mean_score >= more_deprived_score

{% endtest %}
