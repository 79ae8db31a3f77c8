{#- Children of the year of a rate, twice: as of its vintage, and as known now, from the newest release of all. -#}
with

choices as (

    select * from {{ ref('int_population_choices') }}

),

children as (

    select * from {{ ref('int_children_by_code') }}

),

as_of_vintage as (

    select
        'as_of_vintage' as denominator_basis,
        choices.publication_id,
        choices.vintage,
        choices.financial_year_end,
        children.area_code,
        children.children_0_17_count,
        children._release_id as _denominator_release_id

    from choices

    inner join children
        on
            choices._population_release_id = children._release_id
            and choices.population_year = children.financial_year_end

),

newest as (

    select
        'newest' as denominator_basis,
        choices.publication_id,
        choices.vintage,
        choices.financial_year_end,
        children.area_code,
        children.children_0_17_count,
        children._release_id as _denominator_release_id

    from choices

    inner join children
        on choices.financial_year_end = children.financial_year_end

    qualify row_number() over (
        partition by choices.publication_id, choices.vintage, choices.financial_year_end, children.area_code
        order by children.out_on desc, children.vintage desc, children._release_id asc
    ) = 1

),

denominators as (

    select * from as_of_vintage

    union all

    select * from newest

)

select * from denominators
