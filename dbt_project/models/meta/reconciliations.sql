{#- England as published against the sum of its authorities, hidden cells by their bounds. -#}
with

authorities as (

    select * from {{ ref('fct_la_indicators') }}

),

england as (

    select *

    from {{ ref('fct_england_indicators') }}

    where geographic_level = 'national'

),

summed as (

    select
        indicator_id,
        financial_year_end,
        coalesce(sum(count), 0) as authorities_count,
        count(*) filter (count_status not in ('observed', 'not_applicable')) as hidden_cells_count,
        coalesce(sum(lower_bound) filter (count_status != 'observed'), 0) as hidden_low,
        coalesce(sum(upper_bound) filter (count_status != 'observed'), 0) as hidden_high

    from authorities

    where breakdown = 'total'

    group by indicator_id, financial_year_end

),

reconciled as (

    select
        england.indicator_id,
        england.financial_year_end,
        england.vintage,
        england.count as england_count,
        cast(summed.authorities_count as bigint) as authorities_count,
        cast(england.count - summed.authorities_count as bigint) as unexplained_count,
        summed.hidden_cells_count,
        cast(summed.hidden_low as bigint) as hidden_low,
        cast(summed.hidden_high as bigint) as hidden_high,
        england.count - summed.authorities_count between summed.hidden_low - 15 and summed.hidden_high + 15
            as is_reconciled

    from england

    inner join summed
        on
            england.indicator_id = summed.indicator_id
            and england.financial_year_end = summed.financial_year_end

    where england.count_status = 'observed'

)

select * from reconciled
