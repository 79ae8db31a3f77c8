{#-
    For each indicator and year, every authority that existed on its day has a row: its own, that of its
    other code where it was only recoded (publishers back-code some tables and not others), or that of
    a joint return with a neighbour; or a reason why there is none.
-#}
{% test every_authority_in_use_has_a_row(model, indicators, authorities, codes, known_gaps) %}

    with

    published as (

        select distinct
            figures.indicator_id,
            figures.financial_year_end,
            {{ return_day('figures.financial_year_end', 'indicators.year_type') }} as day
        from {{ model }} as figures
        inner join {{ indicators }} as indicators
            on figures.indicator_id = indicators.indicator_id
        where figures.breakdown = 'total'

    ),

    found as (

        select
            published.indicator_id,
            published.financial_year_end,
            authorities.la_code,
            count(figures.la_code) as rows_count
        from published
        inner join {{ authorities }} as authorities
            on
                {{ was_in_use('authorities', 'published.day') }}
        inner join {{ codes }} as codes
            on authorities.la_code = codes.la_code
        left join {{ model }} as figures
            on
                published.indicator_id = figures.indicator_id
                and published.financial_year_end = figures.financial_year_end
                and codes.row_la_code = figures.la_code
        group by published.indicator_id, published.financial_year_end, authorities.la_code

    )

    select found.*
    from found
    anti join {{ known_gaps }} as known_gaps
        on
            found.la_code = known_gaps.la_code
            and found.financial_year_end = known_gaps.financial_year_end
    where found.rows_count = 0

{% endtest %}
