"""A failed build explains its figures: which totals, which rates, and the line to write."""

from pathlib import Path

import duckdb
import pytest

from ingestion.build_failures import explanations

RATES = """
create schema meta;
create table meta.rate_comparisons (
    indicator_id varchar, vintage decimal(5, 1), financial_year_end integer, _release_id varchar, compared_count bigint,
    differing_count bigint, largest_difference double, furthest_la_code varchar, is_explained boolean
);
insert into meta.rate_comparisons values
    ('referrals', 2023, 2023, 'dfe__cin_c1_referrals@2023', 151, 140, 530.25, 'E09000001', false),
    ('cin_at_31_march', 2023, 2023, 'dfe__cin_b1_episodes@2023', 150, 141, 31.5, 'E09000033', false),
    ('cin_at_31_march', 2023, 2022, 'dfe__cin_b1_episodes@2023', 150, 0, 0.05, null, true),
    ('cla_at_31_march', 2025.1, 2024, 'dfe__cla_numbers_and_rates@2025.1', 153, 2, 3.5, 'E06000053', false);
"""


@pytest.fixture
def build(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute(RATES)
    return tmp_path / "build.duckdb"


def test_each_year_with_other_rates_is_named_once_with_its_worst_authority(build: Path) -> None:
    said = explanations(build)
    assert "dfe__cin_* release 2023, year 2023: 281 of 301 rates, most in referrals of E09000001, by 530.2" in said
    assert "dfe__cla_* release 2025.1, year 2024: 2 of 153 rates, most in cla_at_31_march of E06000053, by 3.5" in said
    assert "year 2022" not in said


def test_the_lines_to_paste_name_publication_issue_and_year(build: Path) -> None:
    lines = explanations(build).splitlines()
    assert "dfe__cin_,2023,2023,<reason>,<source>" in lines
    assert "dfe__cla_,2025.1,2024,<reason>,<source>" in lines


def test_a_total_that_its_authorities_do_not_add_up_to_is_named_with_both_figures(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute(
            """
            create table meta.reconciliations as
            select 'referrals' as indicator_id, 'total' as breakdown_value, 'E92000001' as area_code,
                2024 as financial_year_end, cast(2024 as decimal(5, 1)) as vintage, 621880 as published_count,
                590572 as authorities_count, false as is_reconciled
            """
        )
    said = explanations(build)
    assert "referrals (total) 2024, release 2024: E92000001 621,880, its authorities 590,572. One of the two" in said


def test_a_build_that_stopped_before_these_tables_has_nothing_to_add(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "empty.duckdb")):
        pass
    assert explanations(tmp_path / "empty.duckdb") == ""


def test_counts_larger_than_their_whole_are_named_as_exchanged_columns(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute(
            """
            create schema intermediate;
            create table intermediate.int_cells_with_denominators as
            select * from (values
                ('cpp_repeat', 'total', 'E06000001', 2025, 2025.0::decimal(5, 1), 'pct', 'as_of_vintage', 60, 12),
                ('cpp_repeat', 'total', 'E06000002', 2025, 2025.0::decimal(5, 1), 'pct', 'as_of_vintage', 12, 60),
                ('referrals', 'total', 'E06000001', 2025, 2025.0::decimal(5, 1), 'per_10k', 'as_of_vintage', 60, 12)
            ) as cells(indicator_id, breakdown_value, area_code, financial_year_end, vintage, unit, denominator_basis,
                count, denominator_count)
            """
        )
    said = explanations(build)
    assert "larger than the whole they are a part of (1)" in said
    assert "cpp_repeat (total) of E06000001 in 2025, release 2025: 60 of 12" in said


def test_a_file_with_two_populations_of_one_place_is_named_with_both(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute(
            """
            create schema intermediate;
            create table intermediate.int_children_by_vintage as
            select * from (values
                ('dfe__cla_numbers_and_rates@2025', 'E06000001', 2025, 120),
                ('dfe__cla_numbers_and_rates@2025', 'E06000001', 2025, 310),
                ('dfe__cla_numbers_and_rates@2025', 'E06000002', 2025, 500)
            ) as cells(_release_id, area_code, financial_year_end, children_0_17_count)
            """
        )
    said = explanations(build)
    assert "(1 of them): dfe__cla_numbers_and_rates@2025, E06000001 in 2025: 120, 310." in said
