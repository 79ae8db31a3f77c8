-- Every suppressed headline count with the least and the most that published totals leave possible.
select
    indicators.la_code,
    indicators.financial_year_end,
    indicators.indicator_id,
    indicators.lower_bound,
    indicators.upper_bound
from marts.fct_la_indicators as indicators
inner join marts.dim_indicators as definitions on indicators.indicator_id = definitions.indicator_id
where definitions.is_headline and indicators.breakdown = 'total' and indicators.count_status = 'suppressed'
order by indicators.financial_year_end desc, indicators.indicator_id asc, indicators.la_code asc;
