{#-
    Children aged 0 to 17 as each release counted them, by the year whose rates they divide: from its population
    file, whose year is the mid-year before, or from the population column of its file of rates.
-#}
with

cells as (

    select * from {{ ref('int_published_cells') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

populations as (

    select distinct
        {{ publication_of('cells._release_id') }} as publication_id,
        cells.vintage,
        releases.out_on,
        cells.table_name = 'dfe__cin_populations' as is_population_file,
        cells.geographic_level,
        cells.area_code,
        case when cells.table_name = 'dfe__cin_populations' then cells.time_period + 1 else cells.time_period end
            as financial_year_end,
        cast(cells.number as bigint) as children_0_17_count,
        cells.status as children_0_17_status,
        cells._release_id

    from cells

    inner join releases
        on cells._release_id = releases._release_id

    where
        cells.column_name = 'population_estimate'
        and (cells.table_name = 'dfe__cin_populations' or cells.number is not null)

)

select * from populations
