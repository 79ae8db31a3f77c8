{#- Regions had letters before they had codes: A to K without C and I, in the order of the codes. -#}
with

unpivoted as (

    {{ unpivoted_measures('legacy') }}

),

statused as (

    select
        table_name,
        {{ vintage_of('_release_id') }} as vintage,
        cast({{ vintage_of('_release_id') }} as integer) as time_period,
        case
            when upper(level) = 'NATIONAL' then 'National'
            when upper(level) = 'LA' then 'Local authority'
            else 'Regional'
        end as geographic_level,
        case
            when upper(level) = 'NATIONAL' then 'E92000001'
            when upper(level) = 'GOR' then 'E1200000' || strpos('ABDEFGHJK', old_la_code)
            else area_code
        end as area_code,
        area_name,
        case when upper(level) = 'LA' then old_la_code end as old_la_code,
        case when upper(level) = 'GOR' then 'E1200000' || strpos('ABDEFGHJK', old_la_code)
            when upper(level) = 'REGION' then area_code end as region_code,
        case when upper(level) in ('GOR', 'REGION') then area_name end as region_name,
        '' as filter_value,
        column_name,
        {{ number_in("replace(published_text, ',', '')") }} as number,
        {{ status_of("replace(published_text, ',', '')", 'legacy') }} as status,
        _release_id,
        _row_number

    from unpivoted

)

select * from statused
