with

unpivoted as (

    {{ unpivoted_measures('outturn') }}

),

statused as (

    select
        table_name,
        {{ vintage_of('_release_id') }} as vintage,
        {{ year_of('_release_id') }} as time_period,
        case when la_code like 'E92%' then 'National' else 'Local authority' end as geographic_level,
        la_code as area_code,
        la_name as area_name,
        cast(null as varchar) as old_la_code,
        cast(null as varchar) as region_code,
        cast(null as varchar) as region_name,
        '' as filter_value,
        column_name,
        {{ number_in("published_text") }} as number,
        {{ status_of("published_text", 'outturn') }} as status,
        _release_id,
        _row_number

    from unpivoted

)

select * from statused
