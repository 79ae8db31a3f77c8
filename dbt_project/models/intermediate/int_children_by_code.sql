{#- The children of each release, also under the other code of a recoded authority where the release has only one. -#}
with

children as (

    select * from {{ ref('int_children_by_vintage') }}

),

codes as (

    select * from {{ ref('int_la_return_codes') }}

),

recoded as (

    select
        children.publication_id,
        children.vintage,
        children.out_on,
        children.is_population_file,
        children.geographic_level,
        codes.la_code as area_code,
        children.financial_year_end,
        children.children_0_17_count,
        children.children_0_17_status,
        children._release_id

    from children

    inner join codes
        on
            children.area_code = codes.row_la_code
            and codes.return_kind = 'other code'

    anti join children as already_counted
        on
            children._release_id = already_counted._release_id
            and children.financial_year_end = already_counted.financial_year_end
            and codes.la_code = already_counted.area_code

),

by_code as (

    select
        publication_id,
        vintage,
        out_on,
        is_population_file,
        geographic_level,
        area_code,
        financial_year_end,
        children_0_17_count,
        children_0_17_status,
        _release_id

    from children

    union all

    select * from recoded

)

select * from by_code
