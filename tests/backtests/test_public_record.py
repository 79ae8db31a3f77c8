"""The real files, end to end, against published figures and independent fits."""

import pytest

pytestmark = pytest.mark.mirror


IOD_2025 = {
    "referrals": (1.115, 0.969, 1.284),
    "cin_at_31_march": (1.171, 1.100, 1.247),
    "s47": (1.198, 1.075, 1.336),
    "cpp_at_31_march": (1.214, 1.141, 1.291),
    "cla_at_31_march": (1.245, 1.156, 1.342),
}
IOD_2019 = {
    "referrals": 1.237,
    "cin_at_31_march": 1.383,
    "s47": 1.447,
    "cpp_at_31_march": 1.525,
    "cla_at_31_march": 1.686,
}


def score(warehouse, indicator, edition, model="poisson"):
    return warehouse.execute(
        """
        select score, score_low, score_high from results.gradients
        where level = 'between_la' and term = 'exposure' and financial_year_end = 2025 and dataset_id = 'public_record'
            and indicator_id = ? and exposure = ? and model = ?
        """,
        [indicator, f"income_deprivation_{edition}", model],
    ).fetchone()


@pytest.mark.parametrize("indicator", IOD_2025)
def test_slopes_of_2025_equal_an_independent_fit(warehouse, indicator):
    assert score(warehouse, indicator, 2025) == pytest.approx(IOD_2025[indicator], abs=0.005)
    assert score(warehouse, indicator, 2019)[0] == pytest.approx(IOD_2019[indicator], abs=0.005)


@pytest.mark.parametrize(
    ("indicator", "expected"), [("referrals", (1.15, 1.07, 1.22)), ("cla_at_31_march", (1.29, 1.20, 1.39))]
)
def test_negative_binomial_slopes_equal_an_independent_fit(warehouse, indicator, expected):
    assert score(warehouse, indicator, 2025, "nb2") == pytest.approx(expected, abs=0.006)


UNEXPLAINED = {
    "cin_at_31_march": {2013: 10672, 2014: 3586, 2021: 3093, 2022: 3093, 2024: 9368},
    "referrals": {2013: 8604, 2014: 5957, 2015: 1607, 2021: 5036, 2022: 5035, 2024: 31308},
    "s47": {2013: 1841, 2021: 931, 2022: 925, 2024: 8440},
    "icpc": {2013: 874, 2021: 435, 2022: 440, 2024: 1669},
    "cpp_started": {2013: 763, 2021: 375, 2022: 377, 2024: 1451},
    "cpp_at_31_march": {2013: 630, 2021: 248, 2022: 252, 2024: 1050},
    "assessments": {2021: 4921, 2022: 4926, 2024: 28489},
    "cla_at_31_march": {},
}


@pytest.mark.parametrize("indicator", UNEXPLAINED)
def test_england_differs_from_its_authorities_just_where_returns_are_missing(warehouse, indicator):
    rows = warehouse.execute(
        """
        select financial_year_end, unexplained_count from meta.reconciliations
        where indicator_id = ? and abs(unexplained_count) > 15 and breakdown = 'total' and is_newest
            and area_code = 'E92000001' and financial_year_end >= 2013
        """,
        [indicator],
    ).fetchall()
    assert dict(rows) == UNEXPLAINED[indicator]


def test_every_unexplained_part_lies_within_the_bounds_of_hidden_cells(warehouse):
    rows = warehouse.execute(
        """
        select count(*), bool_and(
            abs(unexplained_count) <= 15
            or (hidden_cells_count > 0 and unexplained_count between hidden_low - 15 and hidden_high + 15)
        ) from meta.reconciliations
        where area_code = 'E92000001' and financial_year_end >= 2013
        """
    ).fetchone()
    assert rows[0] > 5000
    assert rows[1] is True


def test_there_are_as_many_neighbourhoods_as_the_census_offices_say(warehouse):
    rows = warehouse.execute(
        "select lsoa_edition, count(*), count(distinct la_code) from marts.dim_lsoas group by all order by all"
    ).fetchall()
    assert rows == [(2001, 32482, 153), (2011, 32844, 153), (2021, 33755, 153)]


@pytest.mark.parametrize(("year", "authorities"), [(2013, 152), (2019, 152), (2020, 151), (2022, 152), (2025, 153)])
def test_there_are_as_many_authorities_as_returned(warehouse, year, authorities):
    rows = warehouse.execute(
        """
        select count(distinct la_code) from marts.fct_la_indicators
        where indicator_id = 'cin_at_31_march' and financial_year_end = ?
        """,
        [year],
    ).fetchone()
    assert rows == (authorities,)


def test_published_totals_of_2025_are_the_known_ones(warehouse):
    rows = warehouse.execute(
        """
        select indicator_id, count from marts.fct_england_indicators
        where geographic_level = 'national' and financial_year_end = 2025
            and indicator_id in ('cin_at_31_march', 'referrals', 'cla_at_31_march')
        """
    ).fetchall()
    assert dict(rows) == {"cin_at_31_march": 402400, "referrals": 632830, "cla_at_31_march": 81770}


def test_our_rates_and_shares_equal_the_published_ones_in_every_vintage_that_prints_them(warehouse):
    """By the columns that each publication prints: children in need to one decimal, looked after to whole numbers."""
    rows = warehouse.execute(
        """
        select split_part(_release_id, '__', 2)[:3] as publication, vintage, sum(compared_count),
            max(largest_difference)
        from meta.rate_comparisons where reason is null group by all
        """
    ).fetchall()
    printed = warehouse.execute(
        """
        select distinct definitions.source_id, figures.vintage
        from marts.fct_la_indicators_by_vintage as figures
        inner join marts.dim_indicators as definitions on figures.indicator_id = definitions.indicator_id
        where definitions.unit in ('per_10k', 'pct') and figures.count is not null
            and figures.published_value is not null
        """
    ).fetchall()
    half_a_unit = {"cin": 0.05, "cla": 0.5}
    assert len(rows) == len(printed)
    assert min(count for _, _, count, _ in rows) > 1500
    for publication, vintage, _, furthest in rows:
        assert furthest <= half_a_unit[publication] * 1.0001, (publication, vintage)


def test_a_rate_of_children_looked_after_is_divided_by_the_population_of_its_own_file(warehouse):
    rows = warehouse.execute(
        """
        select count(*),
            max(abs(figures.value - 10000 * files.children_count::double / files.population_estimate::double))
        from marts.fct_la_indicators_by_vintage as figures
        inner join raw.dfe__cla_numbers_and_rates as files
            on figures.la_code = files.new_la_code and figures.financial_year_end = files.time_period::integer
                and figures._release_id = files._release_id
        where figures.indicator_id = 'cla_at_31_march' and figures.breakdown = 'total'
            and files.population_type like 'Children looked after %' and figures.value is not null
        """
    ).fetchone()
    assert rows[0] > 2000
    assert rows[1] < 1e-9


def test_no_rate_rests_on_a_population_that_was_not_out_yet(warehouse):
    rows = warehouse.execute(
        """
        with dated as (
            select release_id, coalesce(published_on, make_date(floor(vintage)::integer, 12, 31)) as out_on
            from meta.releases
        )
        select count(*), count(*) filter (populations.out_on > releases.out_on)
        from marts.fct_la_indicators_by_vintage as figures
        inner join dated as releases on figures._release_id = releases.release_id
        inner join dated as populations on figures._denominator_release_id = populations.release_id
        """
    ).fetchone()
    assert rows[0] > 100_000
    assert rows[1] == 0


def test_a_later_vintage_changed_the_known_cells(warehouse):
    rows = warehouse.execute(
        """
        select indicator_id, column_name, from_vintage, to_vintage, count(*) from meta.revisions
        where breakdown = 'total' and (indicator_id, from_vintage, to_vintage) in (
            ('cin_at_31_march', 2022, 2024), ('cin_awaiting_assessment', 2022, 2024), ('children_0_17', 2024, 2025)
        )
        group by all
        """
    ).fetchall()
    found = {(indicator, column): count for indicator, column, _, _, count in rows}
    assert found[("cin_at_31_march", "published_value")] == 1605
    assert ("cin_at_31_march", "count") not in found
    assert found[("cin_awaiting_assessment", "count")] == 1
    assert found[("children_0_17", "count")] == 329


def test_there_are_more_than_150_indicators_each_fully_described(warehouse):
    row = warehouse.execute(
        """
        select count(*), count(*) filter (label = '' or unit is null or published_column is null)
        from marts.dim_indicators
        """
    ).fetchone()
    assert row[0] >= 150
    assert row[1] == 0


@pytest.mark.parametrize(
    ("la_code", "year"), [("E09000012", 2021), ("E09000012", 2022), ("E10000014", 2024), ("E10000020", 2013)]
)
def test_known_missing_returns_are_told_with_a_reason_in_words(warehouse, la_code, year):
    row = warehouse.execute(
        """
        select status, length(reason) from meta.coverage
        where table_name = 'dfe__cin_b1_episodes' and la_code = ? and financial_year_end = ?
        """,
        [la_code, year],
    ).fetchone()
    assert row[0] == "missing"
    assert row[1] > 20


def test_joint_workforce_returns_stand_for_both_authorities(warehouse):
    rows = warehouse.execute(
        "select la_code from meta.coverage where table_name = 'dfe__csww_indicators' "
        "and financial_year_end = 2025 and return_kind = 'joint return' order by all"
    ).fetchall()
    assert rows == [("E06000061",), ("E06000062",), ("E09000021",), ("E09000027",)]


def test_old_dorset_is_made_of_new_dorset_and_christchurch(warehouse):
    rows = warehouse.execute(
        "select la_code, lsoas_count from marts.fct_la_deprivation where imd_edition = 2019 "
        "and la_code in ('E10000009', 'E06000059', 'E06000058', 'E06000028', 'E06000029')"
    ).fetchall()
    counts = dict(rows)
    christchurch = counts["E10000009"] - counts["E06000059"]
    assert counts["E06000058"] == counts["E06000028"] + counts["E06000029"] + christchurch
    assert christchurch == 30


def test_places_without_published_children_keep_their_counts(warehouse):
    row = warehouse.execute(
        """
        select count is not null, value, value_status from marts.fct_la_indicators
        where la_code = 'E06000028' and financial_year_end = 2018 and indicator_id = 'referrals'
        """
    ).fetchone()
    assert row == (True, None, "not_available")


def test_estimated_columns_of_stand_ins_are_on_record(warehouse):
    stand_ins = warehouse.execute("select count(*) from meta.releases where authenticity = 'stand_in'").fetchone()
    rows = warehouse.execute("select count(*), min(length(error)) from meta.estimated_columns").fetchone()
    assert (stand_ins[0] == 0) == (rows[0] == 0)
