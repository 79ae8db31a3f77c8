with

episodes as (

    select * from {{ source('csc_neighbourhoods', 'csc__episodes') }}

),

named as (

    select
        dataset_id,
        line,
        lsoa_code,
        stage,
        entered_after_days,
        duration_days,
        is_ended

    from episodes

)

select * from named
