{#- A financial year of the national table is written 202122: it ends in the year after its first four digits. -#}
with

unpivoted as (

    {{ unpivoted_measures('section_251') }}

),

statused as (

    select
        table_name,
        {{ vintage_of('_release_id') }} as vintage,
        coalesce({{ year_ending('time_period') }}, {{ year_of('_release_id') }}) as time_period,
        case when old_la_code is null then 'National' else 'Local authority' end as geographic_level,
        country_code as area_code,
        coalesce(la_name, country_name) as area_name,
        old_la_code,
        cast(null as varchar) as region_code,
        cast(null as varchar) as region_name,
        regexp_replace(trim(line), '\s+', ' ', 'g') as filter_value,
        column_name,
        {{ number_in("published_text") }} as number,
        {{ status_of("published_text", 'section_251') }} as status,
        _release_id,
        _row_number

    from unpivoted

)

select * from statused
