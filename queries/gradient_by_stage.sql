-- The rate ratio per ten percentage points between local authorities, stage by stage, in the newest year of each.
select
    gradients.stage,
    gradients.indicator_id,
    gradients.financial_year_end,
    gradients.n_la,
    gradients.excluded_count,
    round(gradients.score, 3) as score,
    round(gradients.score_low, 3) as score_low,
    round(gradients.score_high, 3) as score_high
from results.gradients as gradients
inner join marts.dim_indicators as indicators on gradients.indicator_id = indicators.indicator_id
where
    gradients.level = 'between_la'
    and gradients.model = 'poisson'
    and gradients.term = 'exposure'
    and gradients.exposure = 'income_deprivation_2025'
    and gradients.converged
qualify row_number() over (partition by gradients.indicator_id order by gradients.financial_year_end desc) = 1
order by indicators.stage_order;
