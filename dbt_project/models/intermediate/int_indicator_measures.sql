{#- Each published cell with its denominator, its rate or share, and the interval of that. -#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

denominators as (

    select * from {{ ref('int_denominators') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

bases as (

    select
        *,
        'as_of_vintage' as denominator_basis

    from cells

    union all

    select
        *,
        'newest' as denominator_basis

    from cells

    where is_newest

),

with_denominators as (

    select
        bases.*,
        case bases.unit
            when 'per_10k' then denominators.children_0_17_count
            when 'pct' then bases.part_of_count
        end as denominator_count

    from bases

    left join denominators
        on
            bases.denominator_basis = denominators.denominator_basis
            and bases.vintage = denominators.vintage
            and bases.area_code = denominators.area_code
            and bases.financial_year_end = denominators.financial_year_end

),

statused as (

    select
        *,
        case
            when unit not in ('per_10k', 'pct') then published_value_status
            when count_status != 'observed' then count_status
            when denominator_count is null then 'not_available'
            when denominator_count = 0 then 'not_applicable'
            else 'observed'
        end as value_status,
        case unit when 'per_10k' then 10000 when 'pct' then 100 end as per

    from with_denominators

),

measured as (

    select
        statused.*,
        case
            when statused.value_status != 'observed' then null
            when statused.unit in ('per_10k', 'pct') then statused.per * statused.count / statused.denominator_count
            else statused.published_value
        end as value,
        case
            when statused.value_status != 'observed' then null
            when statused.unit = 'per_10k'
                then statused.per * {{ byar_low('statused.count') }} / statused.denominator_count
            when statused.unit = 'pct'
                then statused.per * {{ wilson_limit('statused.count', 'statused.denominator_count', '-') }}
        end as ci_low,
        case
            when statused.value_status != 'observed' then null
            when statused.unit = 'per_10k'
                then statused.per * {{ byar_high('statused.count') }} / statused.denominator_count
            when statused.unit = 'pct'
                then statused.per * {{ wilson_limit('statused.count', 'statused.denominator_count', '+') }}
        end as ci_high,
        releases.is_synthetic

    from statused

    left join releases
        on statused._release_id = releases._release_id

)

select * from measured
