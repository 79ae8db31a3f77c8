-- Undivided counts that a later vintage changed, largest change first.
select
    indicator_id,
    area_code,
    financial_year_end,
    from_vintage,
    to_vintage,
    old,
    new,
    abs(new - old) as changed_by
from meta.revisions
where breakdown = 'total' and column_name = 'count'
order by changed_by desc nulls last, indicator_id asc, area_code asc;
