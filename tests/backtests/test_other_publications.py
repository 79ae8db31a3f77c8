"""What the publications beside the children's statistics hold, against figures known from elsewhere."""

import pytest

pytestmark = pytest.mark.mirror


def rows(warehouse, sql):
    return warehouse.execute(sql).fetchall()


def test_children_of_mid_2020_are_those_of_the_unrebased_estimates(warehouse):
    found = rows(
        warehouse,
        "select sum(population_count)::bigint from marts.fct_lsoa_populations "
        "where lsoa_edition = 2011 and mid_year = 2020 and age_band = '0-17'",
    )
    assert found == [(12_093_288,)]


def test_every_edition_stands_on_the_neighbourhoods_of_its_census(warehouse):
    found = rows(
        warehouse,
        "select imd_edition, lsoa_edition, count(*), count(children_0_17_count), max(children_mid_year) "
        "from marts.fct_lsoa_deprivation group by all order by 1",
    )
    assert found == [
        (2010, 2001, 32_482, 0, None),
        (2015, 2011, 32_844, 32_844, 2019),
        (2019, 2011, 32_844, 32_844, 2019),
        (2025, 2021, 33_755, 33_755, 2024),
    ]


def test_blank_columns_of_a_stand_in_are_not_available_and_never_zero(warehouse):
    found = rows(
        warehouse,
        "select count(income_deprivation_pct), count(idaci_pct), count(population_count) "
        "from marts.fct_lsoa_deprivation where imd_edition = 2015",
    )
    assert found == [(0, 0, 0)]


def test_estimated_children_are_declared(warehouse):
    declared = rows(
        warehouse,
        """select "column" from meta.estimated_columns where "table" = 'raw.ons__lsoa_2021_children_modelled'""",
    )
    assert {column for (column,) in declared} == {"children_0_15_count", "children_16_17_count"}
    published = rows(
        warehouse, "select count(distinct lsoa_code) from marts.fct_lsoa_populations "
        "where lsoa_edition = 2021 and mid_year = 2024 and not is_estimated",
    )  # fmt: skip
    assert published == [(123,)]


def test_the_census_counts_everybody_once(warehouse):
    found = rows(
        warehouse,
        "select sum(population_count) filter (ethnic_group like '%:%')::bigint, "
        "sum(population_count) filter (ethnic_group not like '%:%')::bigint "
        "from marts.fct_la_populations where ethnic_group != 'total'",
    )
    assert found[0][0] == found[0][1] == pytest.approx(56_490_048, abs=1000)


def test_each_authority_has_ten_neighbours_in_both_models(warehouse):
    found = rows(
        warehouse,
        "select model_version, count(*) / count(distinct la_code), count(distinct la_code) "
        "from marts.dim_statistical_neighbours group by all order by 1",
    )
    assert found == [(2021, 10, 156), (2025, 10, 153)]


def test_every_authority_has_a_last_judgement_and_a_boundary(warehouse):
    found = rows(
        warehouse,
        "select (select count(*) from marts.fct_la_inspections where is_latest), "
        "(select count(*) from marts.dim_la_boundaries), "
        "(select sum(length(geometry_geojson)) < 400_000 from marts.dim_la_boundaries)",
    )
    assert found == [(153, 153, True)]


def test_looked_after_totals_of_the_first_releases_are_the_known_ones(warehouse):
    found = rows(
        warehouse,
        "select financial_year_end, count from marts.fct_england_indicators where geographic_level = 'national' "
        "and indicator_id = 'cla_at_31_march' and breakdown = 'total' and financial_year_end in (2010, 2016, 2017) "
        "order by 1",
    )
    assert found == [(2010, 64_400), (2016, 70_440), (2017, 72_670)]


def test_spending_is_in_pounds_from_both_returns(warehouse):
    found = rows(
        warehouse,
        "select financial_year_end, round(sum(value) / 1e9, 1) from marts.fct_la_indicators "
        "where indicator_id = 'spend_looked_after' and financial_year_end in (2014, 2025) group by 1 order by 1",
    )
    assert [year for year, _ in found] == [2014, 2025]
    assert 3 < found[0][1] < 5
    assert 8 < found[1][1] < 8.6
