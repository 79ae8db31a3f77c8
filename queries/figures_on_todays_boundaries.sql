-- Referrals of authorities of today, counts under former codes added where they can be.
select
    la_code,
    financial_year_end,
    published_la_codes,
    boundary_status,
    count,
    value_status,
    round(value, 1) as value
from marts.fct_la_indicators_current_boundaries
where indicator_id = 'referrals' and breakdown = 'total'
order by la_code, financial_year_end;
