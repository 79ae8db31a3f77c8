{#-
    What a hidden count of an authority can be. A region's published total, rounded to the nearest
    10, less its observed authorities is the most that any one of its hidden cells can hold.
-#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

authorities as (

    select * from cells where geographic_level = 'Local authority'

),

regions as (

    select * from cells where geographic_level = 'Regional'

),

observed_in_region as (

    select
        indicator_id,
        vintage,
        financial_year_end,
        region_code,
        coalesce(sum(count), 0) as observed_count

    from authorities

    group by indicator_id, vintage, financial_year_end, region_code

),

unexplained_in_region as (

    select
        regions.indicator_id,
        regions.vintage,
        regions.financial_year_end,
        regions.area_code as region_code,
        cast(
            greatest(regions.count + 5 - observed_in_region.observed_count, 0) as bigint
        ) as unexplained_count

    from regions

    inner join observed_in_region
        on
            regions.indicator_id = observed_in_region.indicator_id
            and regions.vintage = observed_in_region.vintage
            and regions.financial_year_end = observed_in_region.financial_year_end
            and regions.area_code = observed_in_region.region_code

),

bounded as (

    select
        authorities.indicator_id,
        authorities.vintage,
        authorities.financial_year_end,
        authorities.area_code,
        case
            when authorities.count_status = 'observed' then authorities.count
            when authorities.count_status != 'not_applicable' then 0
        end as lower_bound,
        case
            when authorities.count_status = 'observed' then authorities.count
            when authorities.count_status = 'rounds_to_zero' then 5
            when authorities.count_status != 'not_applicable' then unexplained_in_region.unexplained_count
        end as upper_bound

    from authorities

    left join unexplained_in_region
        on
            authorities.indicator_id = unexplained_in_region.indicator_id
            and authorities.vintage = unexplained_in_region.vintage
            and authorities.financial_year_end = unexplained_in_region.financial_year_end
            and authorities.region_code = unexplained_in_region.region_code

)

select * from bounded
