-- Which authority gave way to which, when and how.
select
    from_la_code,
    to_la_code,
    change_date,
    kind,
    provenance
from marts.la_code_changes
order by change_date, from_la_code, to_la_code;
