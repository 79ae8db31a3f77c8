{#-
    Regions had letters before they had codes: A to K without C and I, in the order of the codes. The two parts of
    London were published with the code of the whole.
-#}
with

unpivoted as (

    {{ unpivoted_measures('legacy') }}

),

placed as (

    select
        * exclude (area_code),
        case
            when upper(level) = 'NATIONAL' then 'E92000001'
            when upper(level) = 'GOR' then 'E1200000' || strpos('ABDEFGHJK', old_la_code)
            when upper(area_name) = 'INNER LONDON' then 'E13000001'
            when upper(area_name) = 'OUTER LONDON' then 'E13000002'
            else area_code
        end as area_code

    from unpivoted

),

statused as (

    select
        table_name,
        {{ vintage_of('_release_id') }} as vintage,
        {{ year_of('_release_id') }} as time_period,
        case
            when upper(level) = 'NATIONAL' then 'National'
            when upper(level) = 'LA' then 'Local authority'
            else 'Regional'
        end as geographic_level,
        area_code,
        area_name,
        case when upper(level) = 'LA' then old_la_code end as old_la_code,
        case when upper(level) in ('GOR', 'REGION') then area_code end as region_code,
        case when upper(level) in ('GOR', 'REGION') then area_name end as region_name,
        '' as filter_value,
        column_name,
        {{ number_in("replace(published_text, ',', '')") }} as number,
        {{ status_of("replace(published_text, ',', '')", 'legacy') }} as status,
        _release_id,
        _row_number

    from placed

)

select * from statused
