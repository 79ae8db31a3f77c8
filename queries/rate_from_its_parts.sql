-- Each published rate beside the one from its own count and children: alike but for rounding and later populations.
select
    la_code,
    financial_year_end,
    count,
    denominator_count,
    value,
    published_value,
    10000.0 * count / denominator_count as rate_per_10k
from marts.fct_la_indicators
where indicator_id = 'referrals' and breakdown = 'total' and value is not null
order by financial_year_end desc, la_code asc;
