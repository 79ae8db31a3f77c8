-- The newest rate of children looked after in one authority, its region and the country, with intervals.
select
    'authority' as place,
    la_code as code,
    financial_year_end,
    value_status,
    round(value, 1) as rate_per_10k,
    round(ci_low, 1) as ci_low,
    round(ci_high, 1) as ci_high
from marts.fct_la_indicators
where la_code = getvariable('la_code') and indicator_id = 'cla_at_31_march' and breakdown = 'total'
union all
select
    geographic_level,
    area_code,
    financial_year_end,
    value_status,
    round(value, 1) as rate_per_10k,
    round(ci_low, 1) as ci_low,
    round(ci_high, 1) as ci_high
from marts.fct_england_indicators
where
    indicator_id = 'cla_at_31_march' and breakdown = 'total'
    and (geographic_level = 'national' or area_code = (
        select authorities.region_code from marts.dim_local_authorities as authorities
        where authorities.la_code = getvariable('la_code')
    ))
order by financial_year_end desc, place asc;
