-- Referrals as the Department lays out its open data: one row per authority and year, symbols where there is no figure.
select
    indicators.financial_year_end as time_period,
    'Reporting year' as time_identifier,
    'Local authority' as geographic_level,
    'E92000001' as country_code,
    'England' as country_name,
    authorities.region_code,
    authorities.region_name,
    authorities.old_la_code,
    indicators.la_code as new_la_code,
    authorities.la_name,
    case indicators.count_status
        when 'observed' then indicators.count::varchar
        when 'suppressed' then 'c'
        when 'not_available' then 'x'
        when 'not_applicable' then 'z'
        when 'low_reliability' then 'u'
        when 'rounds_to_zero' then 'low'
    end as referral_count,
    case indicators.value_status
        when 'observed' then format('{:.1f}', indicators.value)
        when 'suppressed' then 'c'
        when 'not_available' then 'x'
        when 'not_applicable' then 'z'
        when 'low_reliability' then 'u'
        when 'rounds_to_zero' then 'low'
    end as referral_rate_per_10000
from marts.fct_la_indicators as indicators
inner join marts.dim_local_authorities as authorities on indicators.la_code = authorities.la_code
where indicators.indicator_id = 'referrals' and indicators.breakdown = 'total'
order by indicators.financial_year_end desc, indicators.la_code asc;
