with

inspections as (

    select * from {{ ref('stg_ofsted__la_inspections') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

newest as (

    select
        inspections.la_code,
        inspections.inspection_date,
        inspections.publication_date,
        inspections.inspection_type,
        inspections.overall_effectiveness,
        inspections.leadership,
        inspections.help_and_protection,
        inspections.children_in_care,
        inspections.care_leavers,
        releases.is_synthetic,
        inspections.is_current_la
        and inspections.inspection_date = max(inspections.inspection_date) over (partition by inspections.la_code)
            as is_latest

    from inspections

    left join releases
        on inspections._release_id = releases._release_id

    qualify inspections._release_id = max(inspections._release_id) over ()

)

select * from newest
