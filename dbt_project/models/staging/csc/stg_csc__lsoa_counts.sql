with

lsoa_counts as (

    select * from {{ source('csc_neighbourhoods', 'csc__lsoa_counts') }}

),

named as (

    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        stage,
        stratum_type,
        stratum,
        events_count,
        children_0_17_count

    from lsoa_counts

)

select * from named
