{#-
    Every authority of every year that a data set covers: whether it made a return, by the newest
    figures of the data set's undivided indicators, and why not.
-#}
with

cells as (

    select * from {{ ref('int_indicator_cells') }}

),

definitions as (

    select * from {{ ref('dim_indicators') }}

),

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

changes as (

    select * from {{ ref('la_code_changes') }}

),

joint_returns as (

    select * from {{ ref('la_joint_returns') }}

),

known_gaps as (

    select * from {{ ref('known_gaps') }}

),

figures as (

    select
        cells.financial_year_end,
        cells.area_code,
        split_part(cells._release_id, '@', 1) as table_name,
        make_date(
            cells.financial_year_end, case when definitions.year_type = 'to 30 September' then 9 else 3 end, 30
        ) as return_day,
        case when cells.has_count then cells.count_status else cells.published_value_status end as status

    from cells

    inner join definitions
        on cells.indicator_id = definitions.indicator_id

    where
        cells.geographic_level = 'Local authority'
        and cells.breakdown = 'total'
        and cells.is_newest

),

returns as (

    select
        table_name,
        financial_year_end,
        area_code,
        any_value(return_day) as return_day,
        count(*) as cells_count,
        count(*) filter (status = 'observed') as observed_count,
        min(status) filter (status != 'observed') as hidden_status

    from figures

    group by table_name, financial_year_end, area_code

),

data_sets as (

    select distinct
        table_name,
        financial_year_end,
        return_day

    from returns

),

codes as (

    select
        la_code,
        la_code as row_la_code,
        'own' as return_kind

    from las_dated

    union all

    select
        from_la_code as la_code,
        to_la_code as row_la_code,
        'other code' as return_kind

    from changes

    where kind = 'recode'

    union all

    select
        to_la_code as la_code,
        from_la_code as row_la_code,
        'other code' as return_kind

    from changes

    where kind = 'recode'

    union all

    select
        la_code,
        joint_la_code as row_la_code,
        'joint return' as return_kind

    from joint_returns

),

expected as (

    select
        data_sets.table_name,
        data_sets.financial_year_end,
        las_dated.la_code,
        max(codes.return_kind) filter (returns.area_code is not null) as return_kind,
        max(returns.cells_count) as cells_count,
        max(returns.observed_count) as observed_count,
        min(returns.hidden_status) as hidden_status

    from data_sets

    inner join las_dated
        on
            data_sets.return_day between
            coalesce(las_dated.valid_from, '1900-01-01') and coalesce(las_dated.valid_to, '9999-12-31')

    inner join codes
        on las_dated.la_code = codes.la_code

    left join returns
        on
            data_sets.table_name = returns.table_name
            and data_sets.financial_year_end = returns.financial_year_end
            and codes.row_la_code = returns.area_code

    group by data_sets.table_name, data_sets.financial_year_end, las_dated.la_code

),

judged as (

    select
        expected.table_name,
        expected.la_code,
        expected.financial_year_end,
        expected.return_kind,
        cast(expected.cells_count as integer) as cells_count,
        cast(expected.observed_count as integer) as observed_count,
        case
            when expected.return_kind is null then 'no_row'
            when expected.observed_count = expected.cells_count then 'complete'
            when expected.observed_count > 0 then 'partial'
            else 'missing'
        end as status,
        coalesce(
            known_gaps.reason,
            case
                when expected.return_kind is null then 'the table has no row for it'
                when expected.observed_count < expected.cells_count then expected.hidden_status
                when expected.return_kind != 'own' then expected.return_kind
                else 'returned'
            end
        ) as reason

    from expected

    left join known_gaps
        on
            expected.la_code = known_gaps.la_code
            and expected.financial_year_end = known_gaps.financial_year_end
            and starts_with(expected.table_name, known_gaps.table_prefix)
            and expected.observed_count < expected.cells_count

)

select * from judged
