with

coverage as (

    select * from {{ ref('stg_csc__coverage') }}

),

lsoa_children as (

    select * from {{ ref('int_lsoa_children') }}

),

strata as (

    select distinct
        dataset_id,
        stage,
        stratum_type,
        stratum

    from {{ ref('int_csc_strata') }}

),

grid as (

    select
        coverage.dataset_id,
        lsoa_children.lsoa_code,
        coverage.financial_year_end,
        strata.stage,
        strata.stratum_type,
        strata.stratum,
        case
            when strata.stratum_type not in ('sex', 'age', 'ethnicity') then lsoa_children.children_0_17_count
        end as children_0_17_count

    from coverage

    inner join lsoa_children
        on
            coverage.la_code = lsoa_children.la_code
            and coverage.lsoa_edition = lsoa_children.lsoa_edition

    inner join strata
        on coverage.dataset_id = strata.dataset_id

)

select * from grid
