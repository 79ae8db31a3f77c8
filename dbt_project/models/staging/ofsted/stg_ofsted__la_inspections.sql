with

la_inspections as (

    select * from {{ source('ofsted', 'ofsted__la_inspections') }}

),

typed as (

    select
        la_code,
        cast(left(inspection_date, 10) as date) as inspection_date,
        cast(left(publication_date, 10) as date) as publication_date,
        inspection_type,
        overall_effectiveness,
        leadership,
        help_and_protection,
        children_in_care,
        care_leavers,
        _release_id,
        la_status = 'Current' as is_current_la

    from la_inspections

)

select * from typed
