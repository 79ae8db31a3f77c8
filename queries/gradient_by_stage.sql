-- The rate ratio per ten percentage points between local authorities, stage by stage, in the newest year of each.
select
    gradients.stage,
    gradients.indicator_id,
    gradients.financial_year_end,
    score,
    score_low,
    score_high,
    n_la,
    excluded_count
from results.gradients as gradients
inner join marts.dim_indicators as indicators on gradients.indicator_id = indicators.indicator_id
where
    level = 'between_la'
    and model = 'poisson'
    and term = 'exposure'
    and exposure = 'income_deprivation_2025'
    and converged
qualify row_number() over (partition by gradients.indicator_id order by gradients.financial_year_end desc) = 1
order by indicators.stage_order;
