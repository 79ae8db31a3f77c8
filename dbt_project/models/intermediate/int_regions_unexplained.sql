{#-
    The part of a region's published total that its observed authorities leave over. Totals are
    rounded to the nearest 10, so up to 5 more may be missing.
-#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

observed as (

    select
        indicator_id,
        breakdown,
        breakdown_value,
        vintage,
        financial_year_end,
        region_code,
        coalesce(sum(count), 0) as observed_count

    from cells

    where geographic_level = 'Local authority'

    group by indicator_id, breakdown, breakdown_value, vintage, financial_year_end, region_code

),

unexplained as (

    select
        cells.indicator_id,
        cells.breakdown,
        cells.breakdown_value,
        cells.vintage,
        cells.financial_year_end,
        cells.area_code as region_code,
        cast(greatest(cells.count + 5 - observed.observed_count, 0) as bigint) as unexplained_count

    from cells

    inner join observed
        on
            {{ same_part('cells', 'observed') }}
            and cells.area_code = observed.region_code

    where cells.geographic_level = 'Regional'

)

select * from unexplained
