-- The rate of referrals of one authority by year; where there is none, the reason stands beside it.
select
    financial_year_end,
    count,
    count_status,
    value_status,
    round(value, 1) as rate_per_10k,
    round(ci_low, 1) as ci_low,
    round(ci_high, 1) as ci_high
from marts.fct_la_indicators
where la_code = getvariable('la_code') and indicator_id = 'referrals' and breakdown = 'total'
order by financial_year_end;
