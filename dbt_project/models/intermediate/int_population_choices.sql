{#-
    Whose count of children divides the rates of a vintage: the release itself, whose last year also serves later ones (as
    the publisher did in 2022); without its own, the newest release that was already out; else none.
-#}
with

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

cells as (

    select * from {{ ref('int_published_cells') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

cell_years as (

    select
        {{ publication_of('cells._release_id') }} as publication_id,
        cells.vintage,
        cells.time_period as financial_year_end,
        min(releases.out_on) as out_on

    from cells

    inner join releases
        on cells._release_id = releases._release_id

    group by {{ publication_of('cells._release_id') }}, cells.vintage, cells.time_period

),

population_years as (

    select distinct
        publication_id,
        vintage,
        out_on,
        financial_year_end,
        _release_id,
        max(financial_year_end) over (partition by publication_id, vintage) as last_year

    from children

),

chosen as (

    select
        cell_years.publication_id,
        cell_years.vintage,
        cell_years.financial_year_end,
        population_years.financial_year_end as population_year,
        population_years._release_id as _population_release_id

    from cell_years

    left join population_years
        on
            (
                cell_years.publication_id = population_years.publication_id
                and cell_years.vintage = population_years.vintage
                and least(cell_years.financial_year_end, population_years.last_year)
                = population_years.financial_year_end
            )
            or (
                cell_years.out_on >= population_years.out_on
                and cell_years.financial_year_end = population_years.financial_year_end
            )

    qualify row_number() over (
        partition by cell_years.publication_id, cell_years.vintage, cell_years.financial_year_end
        order by
            (
                cell_years.publication_id = population_years.publication_id
                and cell_years.vintage = population_years.vintage
            ) desc nulls last,
            population_years.out_on desc nulls last,
            population_years.vintage desc nulls last,
            population_years._release_id asc
    ) = 1

)

select * from chosen
