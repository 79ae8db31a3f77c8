with

grid as (

    select * from {{ ref('int_csc_grid') }}

),

strata as (

    select * from {{ ref('int_csc_strata') }}

),

counted as (

    select
        grid.dataset_id,
        grid.lsoa_code,
        grid.financial_year_end,
        grid.stage,
        grid.stratum_type,
        grid.stratum,
        grid.children_0_17_count,
        case when strata.events_count > 0 then strata.events_count else 0 end as events_count

    from grid

    left join strata
        on
            grid.dataset_id = strata.dataset_id
            and grid.lsoa_code = strata.lsoa_code
            and grid.financial_year_end = strata.financial_year_end
            and grid.stage = strata.stage
            and grid.stratum_type = strata.stratum_type
            and grid.stratum = strata.stratum

)

select * from counted
