"""The marts of the sample: nothing lost on the way, nothing missing turned into a number."""

import csv

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from ingestion.paths import DBT_PROJECT
from ingestion.registry import load_sources
from ingestion.sample import TRUE_RATE_RATIO_PER_10_POINTS
from ingestion.sample.tables import TABLES

SPLIT, PARTS = "E10000901", ("E06000921", "E06000922")


def one(connection, sql, *parameters):
    return connection.execute(sql, list(parameters)).fetchone()


def published_cells_count(connection, per_vintage):
    """Counted from the raw text and the two seeds, by another road than the models take."""
    filters = {table.name: table.named("filter") for source in load_sources() for table in source.tables}
    parts = {}
    for row in csv.DictReader((DBT_PROJECT / "seeds" / "indicator_cells.csv").open(encoding="utf-8")):
        part = row["indicator_id"], row["breakdown"], row["breakdown_value"]
        parts.setdefault(part, []).append(
            (row["table_name"], row["filter_value"], row["count_column"] or row["value_column"])
        )
    total = 0
    for owners in parts.values():
        cells = " union ".join(
            f"select distinct time_period, new_la_code {', _release_id' if per_vintage else ''} from raw.{table} "  # noqa: S608
            f"where geographic_level = 'Local authority' and \"{column}\" is not null "
            + (
                f"and concat_ws(' | ', {', '.join(filters[table])}) = '{filter_value.replace(chr(39), chr(39) * 2)}'"
                if filter_value
                else ""
            )
            for table, filter_value, column in owners
            if table in MADE
        )
        total += one(connection, f"select count(*) from ({cells})")[0] if cells else 0  # noqa: S608
    return total


MADE = {name for name in TABLES if name.startswith("dfe__c")}


def test_every_published_authority_cell_reaches_the_marts(sample):
    assert len(MADE) == 8
    assert one(sample, "select count(*) from marts.fct_la_indicators") == (published_cells_count(sample, False),)
    by_vintage = one(sample, "select count(*) from marts.fct_la_indicators_by_vintage")
    assert by_vintage == (published_cells_count(sample, True),)
    assert by_vintage > one(sample, "select count(*) from marts.fct_la_indicators")


def test_every_region_and_england_reach_their_mart(sample):
    levels = sample.execute(
        "select geographic_level, count(distinct area_code) from marts.fct_england_indicators group by all order by 1"
    ).fetchall()
    regions = one(
        sample, "select count(distinct region_code) from raw.dfe__cin_b1_episodes where geographic_level = 'Regional'"
    )
    assert dict(levels) == {"national": 1, "inner_outer_london": 2, "region": regions[0] - 2}


@pytest.mark.parametrize(
    ("marker", "status"),
    [("c", "suppressed"), ("x", "not_available"), ("u", "low_reliability"), ("z", "not_applicable")],
)
def test_a_marker_is_a_reason_and_never_a_number(sample, marker, status):
    found = sample.execute(
        """
        select distinct mart.count, mart.value, mart.count_status
        from raw.dfe__cla_numbers_and_rates as raw
        inner join marts.fct_la_indicators as mart
            on raw.new_la_code = mart.la_code and raw.time_period::integer = mart.financial_year_end
        where raw.children_count = $1 and mart.indicator_id = 'cla_at_31_march'
            and raw.population_type like '%on 31 March%'
        union
        select distinct mart.count, mart.value, mart.count_status
        from raw.dfe__cin_b1_episodes as raw
        inner join marts.fct_la_indicators as mart
            on raw.new_la_code = mart.la_code and raw.time_period::integer = mart.financial_year_end
        where raw."At31_episodes" = $1 and mart.indicator_id = 'cin_at_31_march'
        """,
        [marker],
    ).fetchall()
    assert found in ([(None, None, status)], []) if marker == "c" else found == [(None, None, status)]


def test_suppressed_cells_exist_and_have_bounds_that_hold_the_gap(sample):
    low, high, cells = one(
        sample,
        """
        select min(lower_bound), min(upper_bound), count(*) from marts.fct_la_indicators
        where count_status = 'suppressed'
        """,
    )
    assert cells > 100
    assert low == 0
    assert high >= 0


def test_england_reconciles_with_its_authorities(sample):
    rows, failed = one(sample, "select count(*), count(*) filter (not is_reconciled) from meta.reconciliations")
    assert rows > 200
    assert failed == 0


def test_a_rate_divides_by_the_children_of_the_mid_year_before(sample):
    wrong = one(
        sample,
        """
        select count(*)
        from marts.fct_la_indicators as indicators
        inner join marts.fct_la_populations as populations
            on indicators.la_code = populations.la_code
            and indicators.financial_year_end = populations.mid_year + 1
        inner join marts.dim_indicators as definitions on indicators.indicator_id = definitions.indicator_id
        where definitions.unit = 'per_10k'
            and indicators.denominator_count is distinct from populations.population_count
        """,
    )
    assert wrong == (0,)


def test_shares_carry_wilsons_interval(sample):
    rows = sample.execute(
        """
        select count, denominator_count, ci_low, ci_high from marts.fct_la_indicators
        where indicator_id = 'rereferrals' and value_status = 'observed'
        """
    ).df()
    low, high = proportion_confint(rows["count"], rows["denominator_count"], method="wilson")
    assert np.allclose(rows["ci_low"], 100 * low)
    assert np.allclose(rows["ci_high"], 100 * high)


def test_rates_carry_byars_interval(sample):
    rows = sample.execute(
        """
        select count, denominator_count, ci_low, ci_high from marts.fct_la_indicators
        where indicator_id = 'cpp_at_31_march' and value_status = 'observed' and count > 0
        """
    ).df()
    o, z = rows["count"].astype(float), 1.959963984540054
    low = o * (1 - 1 / (9 * o) - z / (3 * np.sqrt(o))) ** 3
    high = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * np.sqrt(o + 1))) ** 3
    assert np.allclose(rows["ci_low"], 1e4 * low / rows["denominator_count"])
    assert np.allclose(rows["ci_high"], 1e4 * high / rows["denominator_count"])


def test_our_shares_equal_the_published_percentages(sample):
    furthest = one(
        sample,
        """
        select max(abs(mart.value - raw.rereferral_percent::double))
        from raw.dfe__cin_c1_referrals as raw
        inner join marts.fct_la_indicators as mart
            on raw.new_la_code = mart.la_code and raw.time_period::integer = mart.financial_year_end
            and mart.indicator_id = 'rereferrals'
        where mart.value_status = 'observed'
        """,
    )
    assert furthest[0] <= 0.0501


def test_every_neighbourhood_of_the_files_is_in_one_authority(sample):
    for edition, table, key in (
        (2021, "ons__lsoa_2021_to_utla", "lsoa_code"),
        (2011, "ons__lsoa_2011_to_2021_best_fit", "lsoa_code_2011"),
    ):
        published = one(sample, f"select count(distinct {key}) from raw.{table} where {key} like 'E%'")  # noqa: S608
        kept = one(sample, "select count(*) from marts.dim_lsoas where lsoa_edition = ?", edition)
        assert kept == published


def test_every_neighbourhood_of_the_indices_is_in_the_mart(sample):
    published = one(sample, "select count(*) from raw.mhclg__lsoa_indices")
    assert one(sample, "select count(*) from marts.fct_lsoa_deprivation") == published


def test_rank_one_lies_in_decile_one_and_has_the_highest_score(sample):
    for edition in (2019, 2025):
        rank_one = one(
            sample,
            "select imd_decile, imd_score from marts.fct_lsoa_deprivation where imd_edition = ? and imd_rank = 1",
            edition,
        )
        highest = one(sample, "select max(imd_score) from marts.fct_lsoa_deprivation where imd_edition = ?", edition)
        assert rank_one == (1, highest[0])


def test_every_authority_that_a_file_names_has_deprivation_and_a_place_in_time(sample):
    unplaced = sample.execute(
        """
        select distinct indicators.la_code
        from marts.fct_la_indicators as indicators
        left join marts.dim_local_authorities as authorities on indicators.la_code = authorities.la_code
        left join marts.fct_la_deprivation as deprivation on indicators.la_code = deprivation.la_code
        where authorities.la_code is null or deprivation.la_code is null
        """
    ).fetchall()
    assert unplaced == []


def test_a_split_authority_is_the_sum_of_its_parts(sample):
    whole = one(
        sample,
        "select lsoas_count, population_count from marts.fct_la_deprivation where la_code = ? and imd_edition = 2025",
        SPLIT,
    )
    parts = one(
        sample,
        """
        select sum(lsoas_count)::bigint, sum(population_count)::bigint from marts.fct_la_deprivation
        where la_code in (?, ?) and imd_edition = 2025
        """,
        *PARTS,
    )
    assert whole == parts


def test_a_split_authority_ends_the_day_before_its_parts_begin(sample):
    ends = one(sample, "select valid_to::varchar, is_current from marts.dim_local_authorities where la_code = ?", SPLIT)
    begins = sample.execute(
        "select distinct valid_from::varchar from marts.dim_local_authorities where la_code in (?, ?)", list(PARTS)
    ).fetchall()
    assert (ends, begins) == (("2022-03-31", False), [("2022-04-01",)])


def test_parts_of_london_are_london(sample):
    names = sample.execute("select distinct region_code from marts.dim_local_authorities").fetchall()
    assert all(code.startswith("E12") for (code,) in names)


def test_every_row_of_the_sample_says_that_it_is_synthetic(sample):
    flagged = sample.execute(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'is_synthetic'"
    ).fetchall()
    assert len(flagged) >= 8
    for (table,) in flagged:
        assert one(sample, f"select count(*) filter (not is_synthetic) from marts.{table}") == (0,), table  # noqa: S608


def test_the_neighbourhood_model_recovers_the_known_truth(sample):
    low, high = one(
        sample,
        """
        select score_low, score_high from results.gradients
        where level = 'neighbourhood' and model = 'pooled_poisson' and term = 'exposure'
            and exposure = 'income_deprivation_2019' and financial_year_end = 2025
        """,
    )
    assert low < TRUE_RATE_RATIO_PER_10_POINTS < high


def test_the_truth_that_the_sample_was_made_with_is_on_record(sample):
    recorded = one(
        sample, "select dataset_id, is_synthetic, parameters->>'rate_ratio_per_10_points' from meta.datasets"
    )
    assert recorded == ("sample", True, str(TRUE_RATE_RATIO_PER_10_POINTS))


def test_results_name_the_files_that_they_rest_on(sample):
    ids = one(
        sample,
        """
        select distinct release_ids from results.gradients
        where level = 'between_la' and indicator_id = 'assessments' and financial_year_end = 2024
            and exposure = 'income_deprivation_2025'
        """,
    )
    assert ids == ("dfe__cin_c2_assessments@2024, dfe__cin_populations@2025, mhclg__lsoa_indices@2025",)


def test_columns_are_described_inside_the_database(sample):
    bare = sample.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null"
    ).fetchall()
    assert bare == []
