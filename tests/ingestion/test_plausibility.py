"""Figures that are complete and consistent, and wrong: each kind holds the build, with what changed and where."""

import shutil

import duckdb
import pytest

from ingestion.plausibility import limits
from ingestion.plausibility.assess import assess
from ingestion.plausibility.held import Change, changes_of, in_words, not_accepted
from ingestion.registry import load_sources

TABLES = {
    "intermediate": ("int_indicator_cells", "int_published_cells"),
    "meta": ("releases", "trend_breaks", "quality_checks"),
}
CELLS = "intermediate.int_indicator_cells"
FILES = "^dfe__cin_(b1_episodes|c1_referrals)@"
EPISODES = "cells._release_id = 'dfe__cin_b1_episodes@2025'"
FILE = "cells._release_id = 'dfe__cin_c1_referrals@2025'"
REFERRALS = f"{FILE} and cells.indicator_id = 'referrals'"
REREFERRALS = f"{FILE} and cells.indicator_id = 'rereferrals'"
NEWEST = "cells.financial_year_end = 2025"
AUTHORITIES = "cells.geographic_level = 'Local authority'"
SAME = ("_release_id", "indicator_id", "breakdown_value", "area_code", "financial_year_end")


def put(assignment, *where):
    """New figures in some cells."""
    return f"update {CELLS} as cells set {assignment} where {' and '.join(where)}"  # noqa: S608


def taken(column, other, *where):
    """The figures of other cells, which differ in one column: `other` is its value there."""
    joined = " and ".join(f"cells.{name} = other.{name}" for name in SAME if name != column)
    return put(
        f"count = other.count, published_value = other.published_value from (from {CELLS}) as other",
        f"other.{column} = {other}",
        joined,
        *where,
    )


def exchanged(column, one, other, *where):
    """Two columns, or two authorities, each with the figures of the other."""
    return taken(column, f"case cells.{column} when '{one}' then '{other}' when '{other}' then '{one}' end", *where)


SABOTAGE = {
    "two columns exchanged": (
        exchanged("indicator_id", "cin_in_year", "cin_at_31_march", EPISODES),
        {("revised cells", "cin_in_year"), ("revised cells", "cin_at_31_march")},
    ),
    "two columns exchanged in the newest year": (
        exchanged("indicator_id", "cin_in_year", "cin_at_31_march", EPISODES, NEWEST),
        {("order of columns", ""), ("level of the newest year", "cin_in_year")},
    ),
    "two columns alike in size exchanged in the newest year": (
        exchanged("indicator_id", "cin_started", "children_cin_started", EPISODES, NEWEST),
        {("order of columns", "")},
    ),
    "two columns exchanged in one earlier year": (
        exchanged("indicator_id", "cin_in_year", "cin_at_31_march", EPISODES, "cells.financial_year_end = 2019"),
        {("revised cells", "cin_in_year")},
    ),
    "ten times the counts": (put("count = 10 * count", REFERRALS), {("revised cells", "referrals")}),
    "ten times the counts of the newest year": (
        put("count = 10 * count", REFERRALS, NEWEST),
        {("level of the newest year", "referrals")},
    ),
    "every count 10% higher": (put("count = round(1.1 * count)", REFERRALS), {("revised cells", "referrals")}),
    "percentages as fractions": (
        put("published_value = published_value / 100", REREFERRALS),
        {("revised cells", "rereferrals")},
    ),
    "percentages as fractions in the newest year": (
        put("published_value = published_value / 100", REREFERRALS, NEWEST),
        {("level of the newest year", "rereferrals")},
    ),
    "the newest year a copy of the year before": (
        taken("financial_year_end", "2024", FILE, NEWEST),
        {("a copy of the year before", "referrals")},
    ),
    "a column suppressed": (put("count = null", REFERRALS), {("lost cells", "referrals")}),
    "a column suppressed in the newest year": (
        put("count = null", REFERRALS, NEWEST, AUTHORITIES),
        {("authorities without a figure", "referrals")},
    ),
    "a column of zeros in the newest year": (put("count = 0", REFERRALS, NEWEST), {("zeros", "referrals")}),
    "negative counts": (put("count = -count", REFERRALS, NEWEST), {("negative figures", "referrals")}),
    "counts rounded to ten": (
        put("count = 10 * round(count / 10)", REFERRALS, NEWEST),
        {("rounded figures", "referrals")},
    ),
    "England's figure alone": (
        put("count = 2 * count", FILE, NEWEST, "cells.geographic_level = 'National'"),
        {("England and its authorities", "referrals")},
    ),
    "a column repeated as another": (
        taken("indicator_id", "'cin_started'", EPISODES, NEWEST, "cells.indicator_id = 'cin_ended'"),
        {("columns that repeat each other", "")},
    ),
    "two authorities exchanged": ("exchanged", {("authorities revised throughout", "")}),
    "two authorities exchanged in the newest year": ("exchanged in the newest year", {("exchanged authorities", "")}),
    "an authority repeated as another": ("repeated", {("repeated authorities", "")}),
}


@pytest.fixture(scope="module")
def figures(sample_tree, tmp_path_factory):
    """The tables of the sample that the checks read, as they are before the checks, with the cells of two files."""
    path = tmp_path_factory.mktemp("figures") / "20260101T000000000000Z.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"attach '{sample_tree.current.resolve()}' as sample (read_only)")
        for schema, tables in TABLES.items():
            connection.execute(f"create schema {schema}")
            for table in tables:
                connection.execute(f"create table {schema}.{table} as from sample.{schema}.{table}")
        connection.execute("delete from meta.quality_checks where severity = 'question'")
        connection.execute(f"delete from {CELLS} where not regexp_matches(_release_id, '{FILES}')")  # noqa: S608
    return path


@pytest.fixture(scope="module")
def about_two_authorities(figures):
    """Statements about the authority with most referrals and one with few, by name."""
    with duckdb.connect(str(figures), read_only=True) as connection:
        ranked = connection.execute(
            """
            select area_code from intermediate.int_indicator_cells
            where
                _release_id = 'dfe__cin_c1_referrals@2025' and financial_year_end = 2025 and count >= 20
                and indicator_id = 'referrals_nfa' and geographic_level = 'Local authority'
            order by count desc
            """
        ).fetchall()
    most, few = ranked[0][0], ranked[-1][0]
    return {
        "exchanged": exchanged("area_code", most, few, FILE),
        "exchanged in the newest year": exchanged("area_code", most, few, FILE, NEWEST),
        "repeated": taken("area_code", f"'{few}'", FILE, NEWEST, f"cells.area_code = '{most}'"),
    }


@pytest.fixture
def spoiled(figures, about_two_authorities, tmp_path):
    """A copy in which statements were run."""

    def spoiled(*statements):
        copy = tmp_path / figures.name
        shutil.copyfile(figures, copy)
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                connection.execute(about_two_authorities.get(statement, statement))
        return copy

    return spoiled


def test_the_figures_as_they_are_are_plausible(spoiled):
    build = spoiled()
    outcomes = assess(build, None)
    assert [str(outcome) for outcome in outcomes if not outcome.passed] == []
    assert {"revised cells", "level of the newest year", "order of columns"} <= {outcome.check for outcome in outcomes}
    assert changes_of(build) == []


@pytest.mark.parametrize("kind", SABOTAGE)
def test_wrong_figures_hold_the_build(spoiled, kind):
    statement, expected = SABOTAGE[kind]
    build = spoiled(statement)
    assess(build, None)
    found = {(change.check, change.indicator_id) for change in changes_of(build)}
    assert expected <= found, found


def test_every_comparison_is_a_recorded_check(spoiled):
    build = spoiled()
    outcomes = assess(build, None)
    with duckdb.connect(str(build), read_only=True) as connection:
        recorded = connection.execute(
            "select count(*), count(distinct \"check\") from meta.quality_checks where severity = 'question'"
        ).fetchone()
    assert recorded == (len(outcomes), len(outcomes))


def test_the_question_says_which_cells_of_which_releases_and_what_to_do(spoiled):
    """With the example as it is in both releases, by plain SQL."""
    build = spoiled(SABOTAGE["ten times the counts"][0])
    assess(build, None)
    said = in_words(changes_of(build), load_sources(), accept="make refresh ACCEPT_REVISIONS=1 REASON='...'")
    with duckdb.connect(str(build), read_only=True) as connection:
        name, year, old, new = connection.execute(
            """
            select later.area_name, later.financial_year_end, earlier.count, later.count
            from intermediate.int_indicator_cells as later
            inner join intermediate.int_indicator_cells as earlier
                using (indicator_id, area_code, financial_year_end, geographic_level, breakdown_value)
            where
                indicator_id = 'referrals' and geographic_level = 'Local authority'
                and later._release_id = 'dfe__cin_c1_referrals@2025'
                and earlier._release_id = 'dfe__cin_c1_referrals@2024'
            order by later.count - earlier.count desc
            limit 1
            """
        ).fetchone()
    file = "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
    assert f"referrals in dfe_children_in_need 2025, file {file}, compared with the release of 2024" in said
    assert f"for example {name} in {year}: {old:,} -> {new:,}" in said
    assert "`make diff TO=held`" in said
    assert "publish them with `make refresh ACCEPT_REVISIONS=1 REASON='...'`" in said
    assert "explore-education-statistics.service.gov.uk/find-statistics/children-in-need" in said
    assert len(said) < 2000


def test_a_silent_correction_of_a_release_is_asked_about(spoiled, figures):
    """The published build has the release already; its file is another one now."""
    build = spoiled(
        put("count = 10 * count", REFERRALS, NEWEST),
        "update meta.releases set sha256 = repeat('0', 64) where release_id = 'dfe__cin_c1_referrals@2025'",
    )
    assess(build, figures)
    found = [change for change in changes_of(build) if change.check == "same release as published"]
    assert [(change.indicator_id, change.from_release_id) for change in found] == [
        ("referrals", "dfe__cin_c1_referrals@2025")
    ]
    assert found[0].to_sha256 == "0" * 64
    assert found[0].from_sha256 != found[0].to_sha256


def test_one_corrected_cell_of_a_release_is_no_question(spoiled, figures):
    build = spoiled(
        put(
            "count = 2 * count",
            REFERRALS,
            NEWEST,
            "cells.area_code = 'E06000901'",
        )
    )
    assess(build, figures)
    assert [change for change in changes_of(build) if change.check == "same release as published"] == []


def change(**values):
    given = {
        "check": "revised cells", "indicator_id": "referrals", "from_release_id": "t@2024", "from_sha256": "a",
        "to_release_id": "t@2025", "to_sha256": "b", "detail": "",
    }  # fmt: skip
    return Change(**given | values)


@pytest.mark.parametrize(
    ("accepted", "is_asked"),
    [
        ({}, False),
        ({"detail": "in other words"}, False),
        ({"to_sha256": "c"}, True),
        ({"from_sha256": "c"}, True),
        ({"indicator_id": "s47"}, True),
        ({"check": "lost cells"}, True),
    ],
)
def test_an_acceptance_is_for_one_check_of_one_indicator_in_exactly_those_files(accepted, is_asked):
    assert bool(not_accepted([change()], [change(**accepted)])) is is_asked


def test_a_change_without_another_file_is_asked_about_each_time():
    same = change(from_sha256="b")
    assert not_accepted([same], [same]) == [same]


def test_a_limit_that_follows_from_history_lies_between_its_floor_and_its_cap():
    bounds = [limit for limit in vars(limits).values() if isinstance(limit, limits.Limit)]
    assert len(bounds) >= 8
    assert all(0 < limit.floor < limit.cap <= 1 for limit in bounds)
