{#- Children at the mid-year before the financial year: as known at each vintage, and as known now. -#}
with

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

cell_vintages as (

    select distinct vintage from {{ ref('stg_ees__cells') }}

),

population_vintages as (

    select distinct vintage as population_vintage from children

),

choices as (

    select
        'as_of_vintage' as denominator_basis,
        cell_vintages.vintage,
        coalesce(
            max(population_vintages.population_vintage) filter (
                population_vintages.population_vintage <= cell_vintages.vintage
            ),
            min(population_vintages.population_vintage)
        ) as population_vintage

    from cell_vintages

    cross join population_vintages

    group by cell_vintages.vintage

    union all

    select
        'newest' as denominator_basis,
        cell_vintages.vintage,
        max(population_vintages.population_vintage) as population_vintage

    from cell_vintages

    cross join population_vintages

    group by cell_vintages.vintage

),

denominators as (

    select
        choices.denominator_basis,
        choices.vintage,
        children.area_code,
        children.children_0_17_count,
        children._release_id as _population_release_id,
        children.mid_year + 1 as financial_year_end

    from choices

    inner join children
        on choices.population_vintage = children.vintage

)

select * from denominators
