{#-
    The published cells that make up a cell of today's authority: its own where there is one, else
    those of the codes before it that were in use.
-#}
with

indicators as (

    select * from {{ ref('fct_la_indicators') }}

),

lineage as (

    select * from {{ ref('int_la_lineage') }}

),

placed as (

    select
        lineage.la_code,
        lineage.is_whole,
        indicators.indicator_id,
        indicators.breakdown,
        indicators.breakdown_value,
        indicators.financial_year_end,
        indicators.count,
        indicators.count_status,
        indicators.denominator_count,
        indicators.value,
        indicators.value_status,
        indicators.lower_bound,
        indicators.upper_bound,
        indicators.vintage,
        indicators.is_synthetic,
        indicators.la_code as published_la_code

    from indicators

    inner join lineage
        on indicators.la_code = lineage.published_la_code

    where indicators.is_in_use

    qualify
        lineage.la_code = indicators.la_code
        or not bool_or(lineage.la_code = indicators.la_code) over (
            partition by
                lineage.la_code,
                indicators.indicator_id,
                indicators.breakdown,
                indicators.breakdown_value,
                indicators.financial_year_end
        )

)

select * from placed
