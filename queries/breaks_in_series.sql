-- What breaks a series, and for whom; an empty code means all authorities, an empty indicator all of the source.
select
    financial_year_end,
    kind,
    source_id,
    indicator_id,
    la_code,
    note
from meta.trend_breaks
order by financial_year_end desc, kind asc;
