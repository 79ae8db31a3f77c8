"""A county of the sample that is to be divided: its parts add up, and nothing changes before the day."""

import duckdb
import pytest

from ingestion.extract.judge import Unusable
from ingestion.extract.places import read_map
from ingestion.own_models import public_figures
from ingestion.places import place_changes
from ingestion.problems import DataProblem
from ingestion.sample.places import DIVIDED_LATER, PARTS_TO_COME
from tests.rehearsal import differing_rows, rehearse

EAST, WEST = PARTS_TO_COME
EPISODES = [f"{when}_{what}" for when in ("Anypoint", "Started", "Ended") for what in ("episodes", "child")]
EPISODES += ["At31_episodes", "awaiting_assessment"]


@pytest.fixture(scope="module")
def without_the_future(sample_tree, tmp_path_factory):
    """The sample as it would be if nobody had announced the division."""
    forget = [
        "delete from staging.place_parts where to_la_code in "
        "(select to_la_code from staging.place_changes where change_date = '2027-04-01')",
        "delete from staging.place_changes where change_date = '2027-04-01'",
    ]
    run = rehearse(sample_tree, tmp_path_factory.mktemp("without"), forget, "run", "--select", "la_code_changes+")
    assert run.dbt.returncode == 0, run.dbt.stdout
    return run.build


def years_later(table: str, year: int, later: int, measures: list[str]) -> list[str]:
    """The newest rows of a table once more, some years on; the county's are halved between its parts."""
    newest = f"from raw.{table} where _release_id = '{table}@2025' and time_period = '{year}'"
    half = [f"(try_cast({name} as integer) // 2)::varchar as {name}" for name in measures]
    rest = [f"(try_cast({name} as integer) - try_cast({name} as integer) // 2)::varchar as {name}" for name in measures]
    row, place = f"'{later}' as time_period", "new_la_code is not distinct from"
    return [
        f"insert into raw.{table} select * replace ({row}) {newest} and not {place} '{DIVIDED_LATER}'",
        *(
            f"insert into raw.{table} select * replace ({row}, '{code}' as new_la_code, '{number}' as old_la_code, "
            f"{', '.join(shares)}) {newest} and {place} '{DIVIDED_LATER}'"
            for code, number, shares in ((EAST, "701", half), (WEST, "702", rest))
        ),
        f"update raw.{table} set _row_number = 100000 + rowid where time_period = '{later}'",  # noqa: S608
    ]


@pytest.fixture(scope="module")
def build_of_2028(sample_tree, tmp_path_factory):
    """The sample with returns of the year to 31 March 2028, made by the two parts; every test of dbt passes."""
    arrive = [
        *years_later("dfe__cin_b1_episodes", 2025, 2028, EPISODES),
        *years_later("dfe__cin_populations", 2024, 2027, ["population_estimate"]),
    ]
    folder, tested = tmp_path_factory.mktemp("later"), ("--exclude-resource-type", "unit_test")
    run = rehearse(sample_tree, folder, arrive, "build", "--select", "stg_ees__cells+", *tested)
    assert run.dbt.returncode == 0, run.dbt.stdout
    return run.build


@pytest.fixture(scope="module")
def in_2028(build_of_2028):
    with duckdb.connect(str(build_of_2028), read_only=True) as connection:
        yield connection


def test_the_division_to_come_is_declared_like_a_real_one():
    to_come = [change for change in place_changes(is_synthetic=True) if change.from_la_code == DIVIDED_LATER]
    assert [(change.to_la_code, str(change.change_date)) for change in to_come] == [
        (EAST, "2027-04-01"),
        (WEST, "2027-04-01"),
    ]


def test_neighbourhoods_people_and_children_of_the_parts_add_up_to_the_county(sample):
    rows = sample.execute(
        """
        select imd_edition, la_code = ? as is_county, sum(lsoas_count)::integer, sum(population_count)::integer,
            sum(children_0_15_count)::integer, sum(children_0_17_count)::integer, count(*)
        from marts.fct_la_deprivation where la_code in (?, ?, ?) group by all order by all
        """,
        [DIVIDED_LATER, DIVIDED_LATER, EAST, WEST],
    ).fetchall()
    parts, county = ([row for row in rows if row[1] is is_county] for is_county in (False, True))
    assert [row[-1] for row in parts] == [2, 2]
    assert [(row[0], *row[2:-1]) for row in parts] == [(row[0], *row[2:-1]) for row in county]


def test_each_part_has_the_lsoas_of_its_districts(sample):
    """The county has seven districts: the first four, of 42 LSOAs of 2011, go east, three of 41 go west."""
    counts = sample.execute(
        "select la_code, count(*) from intermediate.int_lsoas_by_la_code where lsoa_edition = 2011 "
        "and la_code in (?, ?) group by la_code order by la_code",
        [EAST, WEST],
    ).fetchall()
    assert counts == [(EAST, 4 * 42), (WEST, 3 * 41)]


def test_a_division_to_come_adds_its_own_rows_and_changes_no_other(sample_tree, without_the_future):
    changed = differing_rows(without_the_future, sample_tree.current.resolve(), "marts", "meta")
    assert changed == {
        "marts.la_code_changes": (0, 2),
        "marts.dim_local_authorities": (0, 2),
        "marts.fct_la_deprivation": (0, 4),
    }


def test_a_division_to_come_is_named_in_no_result_and_in_no_list_of_today(sample):
    named = sample.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        "where schema_name in ('marts', 'meta', 'results') and regexp_matches(column_name, '^(.*_)?(la|area)_codes?$')"
    ).fetchall()
    found = {
        table
        for table, column in named
        if sample.execute(f"from {table} where {column} in (?, ?) limit 1", [EAST, WEST]).fetchall()
    }
    assert found == {"marts.la_code_changes", "marts.dim_local_authorities", "marts.fct_la_deprivation"}
    of_today = sample.execute(
        "select la_code, valid_to from marts.dim_local_authorities where is_current and la_code in (?, ?, ?)",
        [DIVIDED_LATER, EAST, WEST],
    ).fetchall()
    assert of_today == [(DIVIDED_LATER, None)]


def test_parts_that_overlap_or_leave_a_district_out_fail_a_test_of_the_build(sample, sample_tree, tmp_path):
    damage = [
        f"insert into staging.place_parts select * replace ('{WEST}' as to_la_code) "  # noqa: S608
        "from staging.place_parts where part_code = 'E07000919'",
        "delete from staging.place_parts where part_code = 'E07000925'",
    ]
    run = rehearse(sample_tree, tmp_path, damage, "build", "--select", "int_lsoas_by_la_code")
    (of_2011,) = sample.execute(
        "select count(*) from raw.ons__lsoa_2011_to_lad_2018 where lad_code in ('E07000919', 'E07000925')"
    ).fetchone()
    (of_2021,) = sample.execute(
        "select count(distinct lsoa_code_2021) from raw.ons__lsoa_2011_to_2021_exact_fit "
        "where lad_code in ('E07000919', 'E07000925')"
    ).fetchone()
    assert run.dbt.returncode == 1
    assert f"FAIL {of_2011 + of_2021} each_lsoa_of_a_changed_authority_is_in_one_before_and_one_after" in run.dbt.stdout


def test_once_returns_come_from_the_parts_they_are_todays_authorities(in_2028):
    rows = in_2028.execute(
        "select la_code, valid_from::varchar, valid_to::varchar, is_current from marts.dim_local_authorities "
        "where la_code in (?, ?, ?) order by la_code",
        [EAST, WEST, DIVIDED_LATER],
    ).fetchall()
    assert rows == [
        (EAST, "2027-04-01", None, True),
        (WEST, "2027-04-01", None, True),
        (DIVIDED_LATER, None, "2027-03-31", False),
    ]


def test_counts_before_the_division_are_shared_out_to_no_part_and_later_ones_are_as_published(in_2028):
    rows = in_2028.execute(
        """
        select la_code, financial_year_end, boundary_status, count is null, value is null
        from marts.fct_la_indicators_current_boundaries
        where la_code in (?, ?, ?) and indicator_id = 'cin_at_31_march' and breakdown = 'total'
            and financial_year_end >= 2025
        order by all
        """,
        [EAST, WEST, DIVIDED_LATER],
    ).fetchall()
    assert rows == [
        (EAST, 2025, "divided", True, True),
        (EAST, 2028, "as_published", False, False),
        (WEST, 2025, "divided", True, True),
        (WEST, 2028, "as_published", False, False),
    ]


def test_coverage_expects_returns_of_the_county_before_and_of_the_parts_after(in_2028):
    rows = in_2028.execute(
        "select financial_year_end, la_code, status from meta.coverage where table_name = 'dfe__cin_b1_episodes' "
        "and la_code in (?, ?, ?) and financial_year_end >= 2025 order by all",
        [EAST, WEST, DIVIDED_LATER],
    ).fetchall()
    assert rows == [(2025, DIVIDED_LATER, "complete"), (2028, EAST, "complete"), (2028, WEST, "complete")]


def test_own_records_of_a_part_are_placed_in_its_own_neighbourhoods(build_of_2028, in_2028):
    """Of the districts of the county, Lurvellow went east and Pluvostry west."""
    (eastern,), (western,) = (
        in_2028.execute(
            "select min(lsoa_code) from raw.ons__lsoa_2011_to_lad_2018 where lad_name = ?", [district]
        ).fetchone()
        for district in ("Lurvellow", "Pluvostry")
    )
    places = read_map(build_of_2028, EAST)
    assert places.placed(eastern, 2011) == eastern
    with pytest.raises(Unusable, match="lies in another authority"):
        places.placed(western, 2011)
    with pytest.raises(DataProblem, match=f"{DIVIDED_LATER} is not the code of a current authority"):
        read_map(build_of_2028, DIVIDED_LATER)
    assert len(public_figures(in_2028, EAST, 2011).children) == 4 * 42
