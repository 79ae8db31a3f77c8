{#-
    Every authority of every year that a data set covers: whether it made a return, by the newest
    figures of the data set's undivided indicators, and why not.
-#}
with

returns as (

    select * from {{ ref('int_la_returns') }}

),

las_dated as (

    select * from {{ ref('int_las_dated') }}

),

codes as (

    select * from {{ ref('int_la_return_codes') }}

),

known_gaps as (

    select * from {{ ref('known_gaps') }}

),

data_sets as (

    select distinct
        table_name,
        financial_year_end,
        return_day

    from returns

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
            {{ was_in_use('las_dated', 'data_sets.return_day') }}

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
