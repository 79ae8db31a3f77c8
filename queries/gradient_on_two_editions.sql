-- Does the sign of the slope survive the other edition of the Indices? Ratios of two editions are not on one scale.
select
    indicator_id,
    financial_year_end,
    exposure,
    model,
    round(score, 3) as score,
    round(score_low, 3) as score_low,
    round(score_high, 3) as score_high,
    round(score_per_sd, 3) as score_per_sd
from results.gradients
where level = 'between_la' and term = 'exposure' and converged and stratum_type = 'total'
order by indicator_id asc, financial_year_end desc, exposure asc, model asc;
