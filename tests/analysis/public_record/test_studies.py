"""The studies of the public record on the sample, as a build holds them."""

import pytest


def rows(sample, sql):
    return sample.execute(sql).fetchall()


def test_the_newest_year_of_each_stage_is_compared_with_what_is_expected(sample):
    found = rows(
        sample,
        "select count(distinct indicator_id), count(distinct exposure), bool_and(level = 'between_la'), "
        "bool_and((verdict = 'cannot_distinguish') = (ratio between limit_low_95 and limit_high_95)) "
        "from results.la_expected where dataset_id = 'sample'",
    )
    assert found == [(7, 1, True, True)]


def test_an_authority_has_a_row_just_where_it_returned_a_count(sample):
    found = rows(
        sample,
        "select count(*) from results.la_expected as compared full join marts.fct_la_indicators as published "
        "on compared.la_code = published.la_code and compared.indicator_id = published.indicator_id "
        "and compared.financial_year_end = published.financial_year_end and published.breakdown = 'total' "
        "where compared.observed is distinct from published.count and compared.la_code is not null",
    )
    assert found == [(0,)]


def test_every_assumed_curve_is_shown_beside_the_others(sample):
    found = rows(
        sample, "select indicator_id, count(*) from results.composition_tests group by all having count(*) != 3"
    )
    assert found == []


def test_what_the_sample_does_not_divide_is_told(sample):
    found = rows(
        sample,
        "select stratum_type from results.not_fitted where study like 'between_la_by_%' and reason like 'no auth%'",
    )
    assert {stratum for (stratum,) in found} == {
        "sex", "age", "ethnicity", "need", "category_initial", "category_latest", "factor"
    }  # fmt: skip


@pytest.mark.parametrize(
    "table",
    ["la_expected", "composition_tests", "system_conditions", "trends", "deprivation_trends", "sensitivity",
     "sensitivity_summaries"],
)  # fmt: skip
def test_every_result_names_the_files_that_it_rests_on(sample, table):
    named = sample.table(f"results.{table}").project("unnest(string_split(release_ids, ', ')) as release_id")
    known = {release for (release,) in rows(sample, "select release_id from meta.releases")}
    found = {release for (release,) in named.distinct().fetchall()}
    assert found
    assert found <= known


def test_each_sensitivity_has_one_reference_and_a_summary(sample):
    found = rows(
        sample,
        "select count(*), count(*) filter (references_count != 1), "
        "count(*) filter (rows_count != specifications_count) "
        "from (select indicator_id, financial_year_end, count(*) as rows_count, "
        "count(*) filter (is_reference) as references_count from results.sensitivity group by all) "
        "join results.sensitivity_summaries using (indicator_id, financial_year_end)",
    )
    assert found == [(7, 0, 0)]
