"""What the sample's two vintages and its divided county make of revisions, coverage and boundaries."""

import pytest

SPLIT, PARTS = "E10000901", ("E06000921", "E06000922")
MISSING, MISSING_YEAR = "E08000902", 2024


def test_every_revised_population_is_listed_with_both_figures(sample):
    expected = sample.execute(
        """
        select older.new_la_code, older.time_period::integer, older.population_estimate::double,
            newer.population_estimate::double
        from raw.dfe__cin_populations as older
        inner join raw.dfe__cin_populations as newer
            on older.new_la_code = newer.new_la_code and older.time_period = newer.time_period
        where older._release_id = 'dfe__cin_populations@2024' and newer._release_id = 'dfe__cin_populations@2025'
            and older.population_estimate != newer.population_estimate
        order by all
        """
    ).fetchall()
    listed = sample.execute(
        """
        select area_code, financial_year_end, old, new from meta.revisions
        where indicator_id = 'children_0_17' and left(area_code, 3) in ('E06', 'E08', 'E09', 'E10')
        order by all
        """
    ).fetchall()
    assert len(expected) > 30
    assert listed == expected


def test_every_vintage_is_divided_by_the_population_file_of_its_own_release(sample):
    rows = sample.execute(
        """
        select figures.vintage, count(*), bool_and(figures.denominator_count = populations.population_estimate::bigint)
        from marts.fct_la_indicators_by_vintage as figures
        inner join raw.dfe__cin_populations as populations
            on figures.la_code = populations.new_la_code
                and figures.financial_year_end = populations.time_period::integer + 1
                and populations._release_id = 'dfe__cin_populations@' || cast(figures.vintage as integer)
        where figures.indicator_id = 'cin_at_31_march' and figures.breakdown = 'total'
            and populations.population_estimate != 'x'
        group by all order by all
        """
    ).fetchall()
    assert [float(vintage) for vintage, _, _ in rows] == [2024, 2025]
    assert all(count > 100 and is_own for _, count, is_own in rows)


def test_a_rate_that_is_no_longer_published_is_not_a_revision(sample):
    rows = sample.execute(
        "select count(*) from meta.revisions where column_name = 'published_value' and indicator_id = 'cin_at_31_march'"
    ).fetchone()
    assert rows == (0,)


def test_every_authority_of_every_year_has_a_line_of_coverage(sample):
    rows = sample.execute(
        """
        select count(*), count(distinct la_code), count(*) filter (reason = '') from meta.coverage
        where table_name = 'dfe__cin_b1_episodes' and financial_year_end = 2025
        """
    ).fetchone()
    authorities = sample.execute("select count(*) from marts.dim_local_authorities where is_current").fetchone()
    assert rows == (authorities[0], authorities[0], 0)


def test_a_missing_return_is_told_with_its_marker(sample):
    hidden = sample.execute(
        """
        select la_code, financial_year_end, reason from meta.coverage
        where table_name = 'dfe__cin_b1_episodes' and status = 'missing'
        """
    ).fetchall()
    marked = sample.execute(
        """
        select new_la_code, time_period::integer from raw.dfe__cin_b1_episodes
        where geographic_level = 'Local authority' and "At31_episodes" in ('x', 'u') and _release_id like '%@2025'
        """
    ).fetchall()
    assert sorted((code, year) for code, year, _ in hidden) == sorted(marked)
    assert {reason for _, _, reason in hidden} <= {"not_available", "low_reliability"}
    assert len(hidden) >= 1


@pytest.mark.parametrize("part", PARTS)
def test_a_divided_county_is_never_shared_out_among_its_parts(sample, part):
    before, after = sample.execute(
        """
        select
            list(distinct (boundary_status, count_status, count)) filter (financial_year_end <= 2022),
            list(distinct (boundary_status, count is null)) filter (financial_year_end > 2022)
        from marts.fct_la_indicators_current_boundaries
        where la_code = ? and indicator_id = 'cin_at_31_march'
        """,
        [part],
    ).fetchone()
    assert before == [("divided", "not_available", None)]
    assert after == [("as_published", False)]


def test_no_current_authority_takes_a_code_that_is_gone(sample):
    rows = sample.execute(
        "select count(*) from marts.fct_la_indicators_current_boundaries where la_code = ?", [SPLIT]
    ).fetchone()
    assert rows == (0,)


def test_the_record_of_a_day_holds_only_what_was_out(sample):
    vintages = {
        day: sample.execute(
            "select list(distinct vintage order by vintage), bool_or(is_date_known) "
            "from marts.la_indicators_as_of(cast(? as date)) where indicator_id = 'cpp_at_31_march'",
            [day],
        ).fetchone()
        for day in ("2023-06-30", "2025-06-30", "2025-12-31")
    }
    assert vintages["2023-06-30"] == (None, None)
    assert [float(vintage) for vintage in vintages["2025-06-30"][0]] == [2024]
    assert vintages["2025-06-30"][1] is False
    assert [float(vintage) for vintage in vintages["2025-12-31"][0]] == [2025]


def test_the_record_as_of_today_is_the_newest(sample):
    rows = sample.execute(
        """
        select count(*) from marts.la_indicators_as_of(date '2099-01-01') as recorded
        full join marts.fct_la_indicators as newest
            using (la_code, financial_year_end, indicator_id, breakdown, breakdown_value, vintage)
        where recorded.count is distinct from newest.count
        """
    ).fetchone()
    assert rows == (0,)
