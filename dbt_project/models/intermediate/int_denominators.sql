{#-
    Children at the mid-year before the financial year: as a vintage knew them (from the nearest
    population release not after it, else the first after it) and as they are known now.
-#}
with

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

cell_vintages as (

    select distinct vintage from {{ ref('int_published_cells') }}

),

as_of_vintage as (

    select
        'as_of_vintage' as denominator_basis,
        cell_vintages.vintage,
        children.area_code,
        children.children_0_17_count,
        children._release_id as _population_release_id,
        children.mid_year + 1 as financial_year_end

    from cell_vintages

    cross join children

    qualify row_number() over (
        partition by cell_vintages.vintage, children.area_code, children.mid_year
        order by children.vintage > cell_vintages.vintage, abs(children.vintage - cell_vintages.vintage)
    ) = 1

),

newest as (

    select
        'newest' as denominator_basis,
        cell_vintages.vintage,
        children.area_code,
        children.children_0_17_count,
        children._release_id as _population_release_id,
        children.mid_year + 1 as financial_year_end

    from cell_vintages

    cross join children

    qualify children.vintage = max(children.vintage) over (
        partition by cell_vintages.vintage, children.area_code, children.mid_year
    )

),

denominators as (

    select * from as_of_vintage

    union all

    select * from newest

)

select * from denominators
