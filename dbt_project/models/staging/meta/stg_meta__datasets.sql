with

datasets as (

    select * from {{ source('meta', 'datasets') }}

),

named as (

    select
        dataset_id,
        is_synthetic,
        cast(parameters ->> 'lsoa_edition' as integer) as lsoa_edition

    from datasets

)

select * from named
