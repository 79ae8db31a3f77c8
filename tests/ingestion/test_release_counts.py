"""The tables of counts that are released, out of the marts."""

import duckdb
import pytest

from ingestion.disclosure import Rule
from ingestion.release import DataSet, safe_counts

MADE = DataSet(dataset_id="extract_e06000001", la_code="E06000001", lsoa_edition=2021, years=(2023, 2024))

MARTS = """
create schema marts;
create table marts.fct_lsoa_deprivation as
select
    'E01' || lpad(cast(number as varchar), 6, '0') as lsoa_code,
    2025 as imd_edition,
    2021 as lsoa_edition,
    'E06000001' as la_code,
    cast(50 - number as double) as income_deprivation_pct,
    cast(1 + number // 5 as integer) as imd_decile
from range(50) as numbers (number);

create table marts.fct_lsoa_interventions as
select
    'extract_e06000001' as dataset_id,
    lsoa_code,
    years.year as financial_year_end,
    'cpp' as stage,
    'total' as stratum_type,
    'total' as stratum,
    3 as events_count,
    100 as children_0_17_count
from marts.fct_lsoa_deprivation
cross join (values (2023), (2024)) as years (year);
"""


@pytest.fixture
def marts():
    """50 neighbourhoods with 3 events and 100 children each, in two years: 10 in each fifth, 5 in each tenth."""
    with duckdb.connect() as connection:
        connection.execute(MARTS)
        yield connection


def children_of(rows, year):
    return {
        (row["stratum_type"], row["stratum"]): row["children_0_17_count"]
        for row in rows
        if row["financial_year_end"] == year
    }


def test_children_of_whole_groups_are_added_up(marts):
    found = children_of(safe_counts(marts, MADE, Rule()).rows, 2023)
    assert {
        kind: {count for key, count in found.items() if key[0] == kind} for kind in ("total", "fifth", "tenth")
    } == {
        "total": {5000},
        "fifth": {1000},
        "tenth": {500},
    }


def test_children_of_a_group_are_not_added_up_where_a_neighbourhood_is_lacking(marts):
    """The sum over those that are there would tell which one is not."""
    marts.execute(
        "delete from marts.fct_lsoa_interventions where lsoa_code = 'E01000012' and financial_year_end = 2023"
    )
    counts = safe_counts(marts, MADE, Rule())
    lacking = {key for key, count in children_of(counts.rows, 2023).items() if count is None}
    assert lacking == {("total", "total"), ("fifth", "2"), ("tenth", "3")}
    assert None not in children_of(counts.rows, 2024).values()
    assert counts.children == {"cpp": None}


def test_fifths_are_of_all_neighbourhoods_whichever_the_records_name(marts):
    """Without any row of the ten most deprived, fifth 1 has no count, and the others are what they were."""
    marts.execute("delete from marts.fct_lsoa_interventions where lsoa_code < 'E01000010'")
    rows = safe_counts(marts, MADE, Rule()).rows
    fifths = {row["stratum"]: row["count"] for row in rows if row["stratum_type"] == "fifth"}
    assert fifths == dict.fromkeys(("2", "3", "4", "5"), 30)


def test_the_years_of_a_stage_are_audited_with_their_total(marts):
    (shown,) = safe_counts(marts, MADE, Rule()).stages.values()
    assert (shown.total.count, shown.proven_count) == (300, 2 * 148)
