-- Does the sign of the slope survive the other edition of the Indices? Ratios of two editions are not on one scale.
select
    indicator_id,
    financial_year_end,
    exposure,
    model,
    score,
    score_low,
    score_high,
    score_per_sd
from results.gradients
where level = 'between_la' and term = 'exposure' and converged and stratum_type = 'total'
order by indicator_id asc, financial_year_end desc, exposure asc, model asc;
