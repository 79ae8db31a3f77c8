{#-
    What a count of an authority is, or can be when it is hidden: no more than its region's
    published total leaves unexplained. Places that did not exist have no bounds.
-#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

regions as (

    select * from {{ ref('int_regions_unexplained') }}

),

bounded as (

    select
        cells.indicator_id,
        cells.breakdown,
        cells.breakdown_value,
        cells.vintage,
        cells.financial_year_end,
        cells.area_code,
        case
            when cells.count_status = 'observed' then cells.count
            when cells.count_status != 'not_applicable' then 0
        end as lower_bound,
        case
            when cells.count_status = 'observed' then cells.count
            when cells.count_status = 'rounds_to_zero' then 5
            when cells.count_status != 'not_applicable' then regions.unexplained_count
        end as upper_bound

    from cells

    left join regions
        on
            {{ same_part('cells', 'regions') }}
            and cells.region_code = regions.region_code

    where cells.geographic_level = 'Local authority'

)

select * from bounded
