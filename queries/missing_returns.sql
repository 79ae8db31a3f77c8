-- Returns that are missing altogether, with the reason.
select
    table_name,
    la_code,
    financial_year_end,
    reason
from meta.coverage
where status = 'missing'
order by financial_year_end desc, la_code asc, table_name asc;
