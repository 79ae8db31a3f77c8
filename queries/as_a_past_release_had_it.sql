-- The same cell in every vintage that was ever loaded: what was thought at the time.
select
    financial_year_end,
    vintage,
    count,
    count_status,
    round(value, 1) as value
from marts.fct_la_indicators_by_vintage
where la_code = getvariable('la_code') and indicator_id = 'cla_at_31_march' and breakdown = 'total'
order by financial_year_end, vintage;
