import pandas as pd
import pytest

from ingestion.benchmark.frame import frame_of
from ingestion.problems import DataProblem


def test_a_national_frame_leaves_the_authority_of_two_neighbourhoods_out_and_counts_it(national):
    assert (len(national.children), len(national.las), national.excluded_count) == (32_842, 150, 2)


def test_the_mean_of_an_authority_is_weighted_by_people(village):
    assert village.la_income_pct == pytest.approx([2 + 1.5 * 5.5, 2 + 1.5 * 17.5])
    assert village.centre_pct == pytest.approx(19.25)


def test_neighbourhoods_without_children_a_score_or_an_authority_are_left_out_and_counted(village):
    rows = pd.DataFrame({
        "lsoa_code": village.lsoa_code, "la_code": village.la_code, "income_deprivation_pct": village.income_pct,
        "population_count": village.population, "children_count": village.children, "is_rural": village.is_rural,
    })  # fmt: skip
    rows.loc[0, "children_count"] = 0
    rows.loc[12, "income_deprivation_pct"] = None
    kept = frame_of(rows)
    assert (len(kept.children), kept.excluded_count) == (22, 2)


def test_a_warehouse_without_scores_is_refused_with_what_to_run(village):
    empty = pd.DataFrame({
        "lsoa_code": ["E01000001"], "la_code": ["E06000001"], "income_deprivation_pct": [None],
        "population_count": [1500], "children_count": [300], "is_rural": [False],
    })  # fmt: skip
    with pytest.raises(DataProblem, match="make run"):
        frame_of(empty)
