-- Authorities whose rate lies beyond the 99.8 % limits, widened by how much authorities vary. Neither good nor bad.
select
    figures.la_code,
    authorities.la_name,
    figures.financial_year_end,
    figures.value as rate_per_10k,
    limits.low_998,
    limits.high_998
from results.funnel_limits as limits
inner join marts.fct_la_indicators as figures
    on
        limits.la_code = figures.la_code and limits.indicator_id = figures.indicator_id
        and limits.financial_year_end = figures.financial_year_end and figures.breakdown = 'total'
inner join marts.dim_local_authorities as authorities on figures.la_code = authorities.la_code
where
    limits.indicator_id = 'referrals'
    and (figures.value < limits.low_998 or figures.value > limits.high_998)
order by figures.financial_year_end desc, authorities.la_name asc;
