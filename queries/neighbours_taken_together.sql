-- The rate of the statistical neighbours as one place: counts over children, never a mean of rates.
select
    neighbours.model_version,
    indicators.financial_year_end,
    count(*) as authorities_count,
    round(10000.0 * sum(indicators.count) / sum(indicators.denominator_count), 1) as rate_per_10k
from marts.dim_statistical_neighbours as neighbours
inner join marts.fct_la_indicators as indicators on neighbours.neighbour_la_code = indicators.la_code
where
    neighbours.la_code = getvariable('la_code') and indicators.indicator_id = 'referrals'
    and indicators.breakdown = 'total' and indicators.value is not null
group by neighbours.model_version, indicators.financial_year_end
order by neighbours.model_version desc, indicators.financial_year_end asc;
