{#-
    The cells of every layout. A file that knows an authority by its three-digit number alone gets the
    code that was in use on the 31 March of its year. Empty cells of numbers that were not in use then are left out:
    some files list every authority in every year.
-#}
with

ees_cells as (

    select * from {{ ref('stg_ees__cells') }}

),

legacy_cells as (

    select * from {{ ref('stg_dfe__legacy_cells') }}

),

outturn_cells as (

    select * from {{ ref('stg_mhclg__outturn_cells') }}

),

section_251_cells as (

    select * from {{ ref('stg_dfe__section_251_cells') }}

),

lait_cells as (

    select * from {{ ref('stg_dfe__lait_cells') }}

),

cells as (

    select * from ees_cells

    union all by name

    select * from legacy_cells

    union all by name

    select * from outturn_cells

    union all by name

    select * from section_251_cells

    union all by name

    select * from lait_cells

),

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

placed as (

    select
        cells.table_name,
        cells.vintage,
        cells.time_period,
        cells.geographic_level,
        cells.area_name,
        cells.old_la_code,
        cells.region_name,
        cells.filter_value,
        cells.column_name,
        cells.number,
        cells.status,
        cells._release_id,
        cells._row_number,
        coalesce(cells.area_code, las_dated.la_code) as area_code,
        coalesce(cells.region_code, las_dated.region_code) as region_code

    from cells

    left join las_dated
        on
            cells.area_code is null
            and cells.geographic_level = 'Local authority'
            and cells.old_la_code = las_dated.old_la_code
            and {{ was_in_use('las_dated', 'make_date(cells.time_period, 3, 31)') }}

    where
        cells.area_code is not null
        or las_dated.la_code is not null
        or cells.number is not null

)

select * from placed
