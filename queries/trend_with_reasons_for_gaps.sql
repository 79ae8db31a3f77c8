-- The rate of referrals of one authority by year; where there is none, the reason stands beside it.
select
    financial_year_end,
    count,
    value as rate_per_10k,
    ci_low,
    ci_high,
    count_status,
    value_status
from marts.fct_la_indicators
where la_code = getvariable('la_code') and indicator_id = 'referrals' and breakdown = 'total'
order by financial_year_end;
