with

datasets as (

    select * from {{ source('meta', 'datasets') }}

),

named as (

    select
        dataset_id,
        is_synthetic

    from datasets

)

select * from named
