{#-
    Years are written 2023, 2019 (Rev), 2016-17, 2023-24 (OT) or 2015/16: the last year that is meant. Numbers from
    970 on are England and its regions.
-#}
with

unpivoted as (

    {{ unpivoted_measures('lait') }}

),

statused as (

    select
        table_name,
        {{ vintage_of('_release_id') }} as vintage,
        cast(left(year_text, 4) as integer)
        + case when regexp_matches(year_text, '^\d{4}[-/]\d{2}') then 1 else 0 end as time_period,
        case
            when old_la_code = '970' then 'National'
            when old_la_code between '980' and '990' then 'Regional'
            else 'Local authority'
        end as geographic_level,
        {{ code_of_lait_number('old_la_code') }} as area_code,
        la_name as area_name,
        case when old_la_code not between '970' and '990' then old_la_code end as old_la_code,
        case when old_la_code between '980' and '990' then {{ code_of_lait_number('old_la_code') }} end as region_code,
        region_name,
        measure as filter_value,
        column_name,
        {{ number_in("published_text") }} as number,
        {{ status_of("published_text", 'lait') }} as status,
        _release_id,
        _row_number

    from unpivoted

    where regexp_matches(year_text, '^\d{4}([-/]\d{2})?( \(.*\))?$')

)

select * from statused
