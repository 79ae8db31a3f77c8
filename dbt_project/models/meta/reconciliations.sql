{#-
    England and each region as published against the sum of their authorities. England's hidden cells
    are bounded by what the regions leave over; a region with hidden cells can only not be exceeded.
-#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

bounds as (

    select * from {{ ref('int_count_bounds') }}

),

authorities as (

    select
        cells.indicator_id,
        cells.breakdown,
        cells.breakdown_value,
        cells.vintage,
        cells.financial_year_end,
        cells.count,
        bounds.lower_bound,
        bounds.upper_bound,
        cells.count_status not in ('observed', 'not_applicable') as is_hidden,
        unnest(list_distinct(['England', cells.region_code, {{ region_of('cells.region_code') }}])) as total_of

    from cells

    left join bounds
        on
            {{ same_part('cells', 'bounds') }}
            and cells.area_code = bounds.area_code

    where cells.geographic_level = 'Local authority'

),

summed as (

    select
        indicator_id,
        breakdown,
        breakdown_value,
        vintage,
        financial_year_end,
        total_of,
        coalesce(sum(count), 0) as authorities_count,
        count(*) filter (is_hidden) as hidden_cells_count,
        coalesce(sum(lower_bound) filter (is_hidden), 0) as hidden_low,
        case
            when count(*) filter (is_hidden) = 0 then 0
            when total_of = 'England' then sum(upper_bound) filter (is_hidden)
        end as hidden_high

    from authorities

    group by indicator_id, breakdown, breakdown_value, vintage, financial_year_end, total_of

),

reconciled as (

    select
        cells.indicator_id,
        cells.breakdown,
        cells.breakdown_value,
        cells.vintage,
        cells.financial_year_end,
        cells.area_code,
        cells.count as published_count,
        cast(summed.authorities_count as bigint) as authorities_count,
        cast(cells.count - summed.authorities_count as bigint) as unexplained_count,
        summed.hidden_cells_count,
        cast(summed.hidden_low as bigint) as hidden_low,
        cast(summed.hidden_high as bigint) as hidden_high,
        cells.is_newest,
        case when cells._release_id like 'dfe__legacy%@2010%' then 50 else 15 end as rounding_count,
        cells.count - summed.authorities_count >= summed.hidden_low - rounding_count
        and (
            summed.hidden_high is null
            or cells.count - summed.authorities_count <= summed.hidden_high + rounding_count
        ) as is_reconciled

    from cells

    inner join summed
        on
            {{ same_part('cells', 'summed') }}
            and case when cells.geographic_level = 'National' then 'England' else cells.area_code end
            = summed.total_of

    where
        cells.geographic_level != 'Local authority'
        and cells.count_status = 'observed'

)

select * from reconciled
