"""East and West Surrey as announced, rehearsed on a copy of the real warehouse."""

import duckdb
import pytest

from ingestion.paths import DataTree
from tests.rehearsal import differing_rows, rehearse

pytestmark = [pytest.mark.mirror, pytest.mark.timeout(300)]  # figures are placed in time once more

SURREY = "E10000030"
PARTS = {  # the codes are provisional: nobody has given any yet
    "E06000998": ("East Surrey", ["E07000207", "E07000208", "E07000210", "E07000211", "E07000215"]),
    "E06000999": ("West Surrey", ["E07000209", "E07000212", "E07000213", "E07000214", "E07000216", "E07000217"]),
}
MODELS = [  # those that read where authorities lie in time
    "la_code_changes", "int_las_named", "int_las_dated", "int_las_current", "dim_local_authorities",
    "int_lsoas_by_la_code", "fct_la_deprivation", "int_la_codes_by_model_version", "dim_statistical_neighbours",
    "int_la_return_codes", "coverage", "fct_la_indicators", "int_la_lineage", "int_cells_by_current_la",
    "fct_la_indicators_current_boundaries",
]  # fmt: skip
MARTS = {"marts.la_code_changes": (0, 2), "marts.dim_local_authorities": (0, 2), "marts.fct_la_deprivation": (0, 8)}


def announced() -> list[str]:
    """The lines of the two seeds, as SQL."""
    changes = [
        f"insert into staging.place_changes by name select '{SURREY}' as from_la_code, '{code}' as to_la_code, "
        f"date '2027-04-01' as change_date, 'split' as kind, '{name}' as to_la_name, false as is_synthetic, "
        "'Rehearsal' as provenance"
        for code, (name, _) in PARTS.items()
    ]
    parts = [
        f"insert into staging.place_parts by name select '{SURREY}' as from_la_code, '{code}' as to_la_code, "
        f"'{district}' as part_code, '' as part_name"
        for code, (_, districts) in PARTS.items()
        for district in districts
    ]
    return changes + parts


@pytest.fixture(scope="module")
def divided(real_data, tmp_path_factory):
    """The real warehouse with the division announced; the tests of where neighbourhoods lie pass."""
    run = rehearse(
        DataTree(real_data), tmp_path_factory.mktemp("surrey"), announced(),
        "build", "--select", *MODELS, "--exclude-resource-type", "unit_test",
    )  # fmt: skip
    assert run.dbt.returncode == 0, run.dbt.stdout
    return run.build


def test_neighbourhoods_and_children_of_east_and_west_add_up_to_surrey(divided):
    with duckdb.connect(str(divided), read_only=True) as connection:
        rows = connection.execute(
            """
            select imd_edition, la_code, lsoas_count, population_count, children_0_15_count, children_0_17_count
            from marts.fct_la_deprivation where la_code in (?, ?, ?) order by all
            """,
            [*PARTS, SURREY],
        ).fetchall()
    by_edition = {edition: [row[2:] for row in rows if row[0] == edition] for edition in {row[0] for row in rows}}
    assert sorted(by_edition) == [2010, 2015, 2019, 2025]
    for east, west, surrey in by_edition.values():
        assert [None if whole is None else a + b for a, b, whole in zip(east, west, surrey, strict=True)] == list(
            surrey
        )
    assert [row[2] for row in rows if row[0] == 2019] == [315, 394, 709]


def test_each_part_has_the_lsoas_of_the_districts_that_go_to_it(divided):
    with duckdb.connect(str(divided), read_only=True) as connection:
        for code, (_, districts) in PARTS.items():
            for edition, lookup in (
                (2011, "select lsoa_code from raw.ons__lsoa_2011_to_lad_2018 where list_contains(?, lad_code)"),
                (
                    2021,
                    "select lsoa_code_2021 from raw.ons__lsoa_2011_to_2021_exact_fit where list_contains(?, lad_code)",
                ),
            ):
                expected = {lsoa for (lsoa,) in connection.execute(lookup, [districts]).fetchall()}
                found = connection.execute(
                    "select lsoa_code from intermediate.int_lsoas_by_la_code where la_code = ? and lsoa_edition = ?",
                    [code, edition],
                ).fetchall()
                assert {lsoa for (lsoa,) in found} == expected


def test_marts_of_today_are_row_for_row_what_they_were(divided, real_data):
    assert differing_rows(DataTree(real_data).current.resolve(), divided, "marts", "meta") == MARTS
