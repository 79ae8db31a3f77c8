"""Every specification on what is present; what cannot be fitted is listed with its reason."""

import numpy as np
import pandas as pd
import pytest

from analysis.run import groups_of, run_tasks, tasks_of
from analysis.specifications import SPECIFICATIONS

RELEASES = pd.DataFrame(
    {
        "release_id": [
            "counts@2025",
            "dfe__cin_populations@2024",
            "dfe__cin_populations@2025",
            "mhclg__lsoa_indices@2025",
        ],
        "table_name": ["counts", "dfe__cin_populations", "dfe__cin_populations", "mhclg__lsoa_indices"],
        "vintage": [2025, 2024, 2025, 2025],
    }
)


def authorities(indicator, count, year=2025):
    """Authorities with overdispersed counts around a rate ratio of 1.5 per +10 points."""
    random = np.random.default_rng(7)
    exposure = np.linspace(5, 40, count)
    children = np.full(count, 30_000.0)
    mean = children * 0.01 * 1.5 ** (exposure / 10)
    return pd.DataFrame(
        {
            "dataset_id": "public_record",
            "indicator_id": indicator,
            "stage": "cin",
            "financial_year_end": year,
            "area_code": [f"E0600{number:04}" for number in range(count)],
            "la_code": [f"E0600{number:04}" for number in range(count)],
            "events_count": random.poisson(mean * random.gamma(20, 1 / 20, count)),
            "children_count": children,
            "imd_edition": 2025,
            "exposure_pct": exposure,
            "_release_id": "counts@2025",
        }
    )


def results_of(frame):
    return run_tasks(tasks_of(groups_of({"between_la": frame}, RELEASES)))


@pytest.fixture(scope="module")
def results():
    return results_of(pd.concat([authorities("cin_at_31_march", 60), authorities("tiny", 5)]))


def test_each_model_of_the_level_is_fitted(results):
    rows = pd.concat(results.gradients)
    assert set(rows["model"]) == {spec.model for spec in SPECIFICATIONS if spec.level == "between_la"}
    assert set(rows["level"]) == {"between_la"}


def test_the_truth_lies_in_each_interval(results):
    slopes = pd.concat(results.gradients).query("term == 'exposure'")
    assert ((slopes["score_low"] < 1.5) & (slopes["score_high"] > 1.5)).all()


def test_what_cannot_be_fitted_is_listed_with_its_reason(results):
    refused = pd.concat(results.not_fitted)
    assert set(refused["indicator_id"]) == {"tiny"}
    assert set(refused["model"]) == {"poisson", "nb2", "inequality_indices"}
    assert refused["reason"].str.contains("5 areas").all()


def test_a_result_names_its_counts_newest_populations_and_edition(results):
    assert set(pd.concat(results.gradients)["release_ids"]) == {
        "counts@2025, dfe__cin_populations@2025, mhclg__lsoa_indices@2025"
    }


def test_there_is_one_row_per_group_model_and_term(results):
    rows = pd.concat(results.gradients)
    key = ["dataset_id", "level", "indicator_id", "financial_year_end", "exposure", "model", "term"]
    assert not rows.duplicated(key).any()


def test_years_are_fitted_apart():
    rows = pd.concat(results_of(pd.concat([authorities("cin", 30), authorities("cin", 30, year=2024)])).gradients)
    assert set(rows["financial_year_end"]) == {2024, 2025}
    assert (rows["n_areas"] == 30).all()
