{#- Years are written 2023, 2019 (Rev), 2016-17, 2023-24 (OT) or 2015/16: the last year that is meant. -#}
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
        'Local authority' as geographic_level,
        cast(null as varchar) as area_code,
        la_name as area_name,
        old_la_code,
        cast(null as varchar) as region_code,
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
