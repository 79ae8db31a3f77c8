with

places as (

    select * from {{ ref('int_csc_places') }}

),

strata as (

    select * from {{ ref('int_csc_strata') }}

),

strata_of_all_children as (

    select distinct
        dataset_id,
        stage,
        stratum_type,
        stratum

    from strata

    where stratum_type not in ('sex', 'age', 'ethnicity')

),

with_zeros as (

    select
        places.dataset_id,
        places.lsoa_code,
        places.financial_year_end,
        strata_of_all_children.stage,
        strata_of_all_children.stratum_type,
        strata_of_all_children.stratum,
        places.children_0_17_count,
        case when strata.events_count > 0 then strata.events_count else 0 end as events_count

    from places

    inner join strata_of_all_children
        on places.dataset_id = strata_of_all_children.dataset_id

    left join strata
        on
            places.dataset_id = strata.dataset_id
            and places.lsoa_code = strata.lsoa_code
            and places.financial_year_end = strata.financial_year_end
            and strata_of_all_children.stage = strata.stage
            and strata_of_all_children.stratum_type = strata.stratum_type
            and strata_of_all_children.stratum = strata.stratum

),

without_children as (

    select
        strata.dataset_id,
        strata.lsoa_code,
        strata.financial_year_end,
        strata.stage,
        strata.stratum_type,
        strata.stratum,
        cast(null as integer) as children_0_17_count,
        strata.events_count

    from strata

    inner join places
        on
            strata.dataset_id = places.dataset_id
            and strata.lsoa_code = places.lsoa_code
            and strata.financial_year_end = places.financial_year_end

    where strata.stratum_type in ('sex', 'age', 'ethnicity')

)

select * from with_zeros
union all
select * from without_children
