{#-
    Each published cell beside what it is divided by, twice: as known at its vintage, and, for the
    newest vintage of its year, as known now.
-#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

denominators as (

    select * from {{ ref('int_denominators') }}

),

bases as (

    select 'as_of_vintage' as denominator_basis

    union all

    select 'newest' as denominator_basis

),

with_denominators as (

    select
        cells.indicator_id,
        cells.breakdown,
        cells.breakdown_value,
        cells.unit,
        cells.has_count,
        cells.vintage,
        cells.geographic_level,
        cells.area_code,
        cells.area_name,
        cells.financial_year_end,
        cells.count,
        cells.count_status,
        cells.published_value,
        cells.published_value_status,
        cells._release_id,
        bases.denominator_basis,
        case
            when cells.unit = 'per_10k' and cells.breakdown not in {{ groups_of_children() }}
                then denominators._denominator_release_id
        end as _denominator_release_id,
        case
            when cells.unit = 'pct' then cells.part_of_count
            when cells.unit = 'per_10k' and cells.breakdown not in {{ groups_of_children() }}
                then denominators.children_0_17_count
        end as denominator_count

    from cells

    inner join bases
        on cells.is_newest or bases.denominator_basis = 'as_of_vintage'

    left join denominators
        on
            bases.denominator_basis = denominators.denominator_basis
            and {{ publication_of('cells._release_id') }} = denominators.publication_id
            and cells.vintage = denominators.vintage
            and cells.area_code = denominators.area_code
            and cells.financial_year_end = denominators.financial_year_end

)

select * from with_denominators
