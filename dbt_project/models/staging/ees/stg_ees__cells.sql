with

unpivoted as (

    {{ unpivoted_tables('ees') }}

),

statused as (

    select
        table_name,
        {{ vintage_of('_release_id') }} as vintage,
        time_period,
        geographic_level,
        area_code,
        area_name,
        old_la_code,
        region_code,
        region_name,
        filter_value,
        column_name,
        {{ number_in('published_text') }} as number,
        {{ status_of('published_text', 'ees') }} as status,
        _release_id,
        _row_number

    from unpivoted

)

select * from statused
