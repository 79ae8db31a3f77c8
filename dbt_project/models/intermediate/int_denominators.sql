{#-
    Children at the mid-year before the financial year, twice. As a vintage knew them: from the population
    file of its own release, whose last mid-year also serves the years that it does not reach (as the
    publisher did in 2022); else from the nearest release before, else the first after. And as known now.
-#}
with

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

cell_years as (

    select distinct
        {{ publication_of('table_name') }} as publication_id,
        vintage,
        time_period as financial_year_end

    from {{ ref('int_published_cells') }}

),

population_releases as (

    select
        vintage,
        {{ publication_of("any_value(_release_id)") }} as publication_id,
        max(mid_year) as last_mid_year

    from children

    group by vintage

),

as_of_vintage as (

    select
        'as_of_vintage' as denominator_basis,
        cell_years.publication_id,
        cell_years.vintage,
        cell_years.financial_year_end,
        children.area_code,
        children.children_0_17_count,
        children._release_id as _population_release_id

    from cell_years

    cross join population_releases

    inner join children
        on
            population_releases.vintage = children.vintage
            and children.mid_year = case
                when
                    cell_years.vintage = population_releases.vintage
                    and cell_years.publication_id = population_releases.publication_id
                    then least(cell_years.financial_year_end - 1, population_releases.last_mid_year)
                else cell_years.financial_year_end - 1
            end

    qualify row_number() over (
        partition by
            cell_years.publication_id, cell_years.vintage, cell_years.financial_year_end, children.area_code
        order by children.vintage > cell_years.vintage, abs(children.vintage - cell_years.vintage)
    ) = 1

),

newest as (

    select
        'newest' as denominator_basis,
        cell_years.publication_id,
        cell_years.vintage,
        cell_years.financial_year_end,
        children.area_code,
        children.children_0_17_count,
        children._release_id as _population_release_id

    from cell_years

    inner join children
        on cell_years.financial_year_end = children.mid_year + 1

    qualify children.vintage = max(children.vintage) over (
        partition by
            cell_years.publication_id, cell_years.vintage, cell_years.financial_year_end, children.area_code
    )

),

denominators as (

    select * from as_of_vintage

    union all

    select * from newest

)

select * from denominators
