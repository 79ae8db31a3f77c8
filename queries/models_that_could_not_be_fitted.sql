-- What could not be fitted, and why.
select
    study,
    level,
    indicator_id,
    financial_year_end,
    exposure,
    reason
from results.not_fitted
order by study, indicator_id, financial_year_end;
