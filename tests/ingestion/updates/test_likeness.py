"""Names and headers of the committed declarations: what is distinctive of a table counts most."""

from decimal import Decimal

import pytest

from ingestion.registry import load_sources
from ingestion.updates.likeness import Likeness

BANDS = [f"{band}{part}" for band in ("3_months_or_less", "more_than_3_months_6_months",
         "more_than_6_months_less_than_1_year", "1_year_less_than_2_years") for part in ("", "_percent")]  # fmt: skip
PLACES = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name"]
AUTHORITIES = [*PLACES, "region_code", "region_name", "old_la_code", "new_la_code", "la_name"]


@pytest.fixture(scope="module")
def source():
    return next(source for source in load_sources() if source.id == "dfe_children_in_need")


@pytest.fixture(scope="module")
def likeness(source):
    return Likeness(source, Decimal(2023))


@pytest.mark.parametrize(
    ("table", "name", "is_named"),
    [
        ("dfe__cin_d5_plans_by_duration", "d5_cpps_at31march_by_duration_2013_to_2023.csv", True),
        ("dfe__cin_d5_plans_by_duration", "D5_cpps_at31march_by_length_of_time_2013_to_2023.csv.gz", True),
        ("dfe__cin_d5_plans_by_duration", "d7_cpps_ending_by_duration_2013_to_2023.csv", False),
        ("dfe__cin_populations", "ons_mid-year_population_estimates_2012_to_2022.csv", True),
    ],
)
def test_a_file_is_named_as_any_earlier_one_of_its_table_but_for_years(likeness, table, name, is_named):
    assert likeness.is_named(table, name) == is_named


def test_headers_that_many_tables_have_count_less_than_a_header_of_one(likeness):
    plans, ended = "dfe__cin_d5_plans_by_duration", "dfe__cin_d7_ended_by_duration"
    headers = [*AUTHORITIES, "Category", "CPP_At31", *BANDS, "2_years_or_more", "2_years_or_more_percent"]
    assert likeness.of_headers(plans, headers) == 1.0
    assert likeness.of_headers(ended, headers) < 0.9
    assert likeness.of_headers("dfe__cin_b4_open_by_duration", headers) < likeness.of_headers(ended, headers)


def test_a_renamed_file_is_likest_to_its_own_table(source, likeness):
    name = "d5_cpps_at31march_by_time_on_plan_2013_to_2023.csv"
    likest = max((table.name for table in source.tables), key=lambda table: likeness.of_names(table, name))
    assert likest == "dfe__cin_d5_plans_by_duration"


def test_a_file_of_england_only_has_not_the_layout_of_a_table_of_authorities(source, likeness):
    authorities, england = source.table("dfe__cin_b1_episodes"), source.table("dfe__cin_a1_england")
    assert (likeness.has_layout(authorities, AUTHORITIES), likeness.has_layout(authorities, PLACES)) == (True, False)
    assert (likeness.has_layout(england, AUTHORITIES), likeness.has_layout(england, PLACES)) == (False, True)
