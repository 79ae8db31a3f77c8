-- The absolute and the relative gap between local authorities in the newest year and five years before.
select
    indicator_id,
    financial_year_end,
    index_name,
    round(estimate, 3) as estimate,
    round(ci_low, 3) as ci_low,
    round(ci_high, 3) as ci_high
from results.inequality_indices
where level = 'between_la' and exposure = 'income_deprivation_2025' and index_name in ('sii', 'rii')
qualify
    financial_year_end in (
        max(financial_year_end) over (partition by indicator_id),
        max(financial_year_end) over (partition by indicator_id) - 5
    )
order by indicator_id, index_name, financial_year_end;
