-- Authorities beyond the 99.8 % limits of referrals for their deprivation, between local authorities: not good or bad.
select
    authorities.la_name,
    expected.financial_year_end,
    expected.exposure,
    expected.observed,
    round(expected.expected) as expected,
    round(expected.ratio, 3) as ratio,
    round(expected.limit_low_998, 3) as limit_low_998,
    round(expected.limit_high_998, 3) as limit_high_998
from results.la_expected as expected
inner join marts.dim_local_authorities as authorities on expected.la_code = authorities.la_code
where
    expected.indicator_id = 'referrals'
    and (expected.ratio < expected.limit_low_998 or expected.ratio > expected.limit_high_998)
order by expected.financial_year_end desc, authorities.la_name asc;
