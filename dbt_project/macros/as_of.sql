{#- When a release came out; at the end of its year where the day is not known. -#}
{% macro out_on(published_on, vintage) -%}
    coalesce({{ published_on }}, make_date(cast(floor({{ vintage }}) as integer), 12, 31))
{%- endmacro %}

{#-
    The record as it stood on a day, for SQL users: select * from marts.la_indicators_as_of(date '2024-12-31').
    A release whose day is not known counts as out at the end of its year, and is_date_known says so.
    No database is named, since builds are renamed on publication.
-#}
{% macro as_of_macro() -%}
create or replace macro marts.la_indicators_as_of(day) as table
with dated as (
    select
        release_id,
        published_on is not null as is_date_known,
        {{ out_on('published_on', 'vintage') }} as out_on
    from meta.releases
)
select figures.*, dated.is_date_known
from marts.fct_la_indicators_by_vintage as figures
inner join dated on figures._release_id = dated.release_id
where dated.out_on <= day
qualify figures.vintage = max(figures.vintage) over (
    partition by figures.indicator_id, figures.breakdown, figures.breakdown_value, figures.financial_year_end
)
{%- endmacro %}
