with

cells as (

    select * from {{ ref('int_cells_by_current_la') }}

),

definitions as (

    select * from {{ ref('dim_indicators') }}

),

lineage as (

    select * from {{ ref('int_la_lineage') }}

),

grouped as (

    select
        la_code,
        indicator_id,
        breakdown,
        breakdown_value,
        financial_year_end,
        max(vintage) as vintage,
        bool_or(is_synthetic) as is_synthetic,
        string_agg(published_la_code, ' + ' order by published_la_code) as published_la_codes,
        bool_and(is_whole) as is_whole,
        count(*) as parts_count,
        sum(count) as count,
        max(count_status) filter (count_status != 'observed') as missing_count_status,
        case when count(*) = count(denominator_count) then sum(denominator_count) end as denominator_count,
        any_value(value) as value,
        any_value(value_status) as value_status,
        sum(lower_bound) as lower_bound,
        case when count(*) = count(upper_bound) then sum(upper_bound) end as upper_bound

    from cells

    group by la_code, indicator_id, breakdown, breakdown_value, financial_year_end

),

expected as (

    select
        grouped.la_code,
        grouped.financial_year_end,
        count(distinct lineage.published_la_code) as parts_count

    from grouped

    inner join lineage
        on
            grouped.la_code = lineage.la_code
            and {{ was_in_use('lineage', 'make_date(grouped.financial_year_end, 3, 31)') }}

    group by grouped.la_code, grouped.financial_year_end

),

judged as (

    select
        grouped.*,
        definitions.unit,
        case
            when grouped.published_la_codes = grouped.la_code then 'as_published'
            when not grouped.is_whole then 'divided'
            when grouped.parts_count < expected.parts_count then 'incomplete'
            when grouped.parts_count = 1 then 'recoded'
            else 'added'
        end as boundary_status

    from grouped

    left join definitions
        on grouped.indicator_id = definitions.indicator_id

    left join expected
        on
            grouped.la_code = expected.la_code
            and grouped.financial_year_end = expected.financial_year_end

),

counted as (

    select
        * exclude (count, value_status),
        value_status as published_value_status,
        count as summed_count,
        boundary_status in ('as_published', 'recoded') as is_one_cell,
        case
            when boundary_status in ('divided', 'incomplete') then 'not_available'
            else coalesce(missing_count_status, 'observed')
        end as count_status

    from judged

),

measured as (

    select
        la_code,
        financial_year_end,
        indicator_id,
        breakdown,
        breakdown_value,
        vintage,
        published_la_codes,
        boundary_status,
        count_status,
        cast(lower_bound as bigint) as lower_bound,
        cast(upper_bound as bigint) as upper_bound,
        is_synthetic,
        case when count_status = 'observed' then cast(summed_count as bigint) end as count,
        case when boundary_status not in ('divided', 'incomplete') then cast(denominator_count as bigint) end
            as denominator_count,
        case
            when is_one_cell then value
            when count_status != 'observed' then null
            when unit = 'count' then summed_count
            when unit = 'per_10k' then 10000 * summed_count / denominator_count
            when unit = 'pct' then 100 * summed_count / denominator_count
        end as value,
        case
            when is_one_cell then published_value_status
            when count_status != 'observed' then count_status
            when unit not in ('count', 'per_10k', 'pct') then 'not_applicable'
            when unit != 'count' and denominator_count is null then 'not_available'
            else 'observed'
        end as value_status

    from counted

)

select * from measured
