"""Every specification on what is present; what cannot be fitted is listed with its reason."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.evidence import Evidence, groups_of
from analysis.models import CURVATURE, INDICES, MODELS
from analysis.public_record.studies import PUBLIC_RECORD
from analysis.run import planned
from analysis.run import results_of as run
from analysis.specifications import SPECIFICATIONS
from analysis.studies import BY_NAME

OF_GROUPS = (*MODELS, INDICES, CURVATURE)
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


class Read:
    """Evidence that was read already."""

    def __init__(self, level, frame):
        self.groups = list(groups_of(level, frame, RELEASES))
        self.divisions = []


def results_of(frame):
    return run(planned(OF_GROUPS, Read("between_la", frame)))


@pytest.fixture(scope="module")
def results():
    return results_of(pd.concat([authorities("cin_at_31_march", 60), authorities("tiny", 5)]))


def test_each_model_of_the_level_is_fitted(results):
    rows = results["gradients"]
    assert set(rows["model"]) == {spec.model for spec in SPECIFICATIONS if spec.level == "between_la"}
    assert set(rows["level"]) == {"between_la"}


def test_the_truth_lies_in_each_interval(results):
    slopes = results["gradients"].query("term == 'exposure'")
    assert ((slopes["score_low"] < 1.5) & (slopes["score_high"] > 1.5)).all()


def test_what_cannot_be_fitted_is_listed_with_its_reason(results):
    refused = results["not_fitted"]
    assert set(refused["indicator_id"]) == {"tiny"}
    assert set(refused["study"]) == {"poisson", "nb2", "inequality_indices"}
    assert refused["reason"].str.contains("5 areas").all()


def test_a_result_names_its_counts_newest_populations_and_edition(results):
    assert set(results["gradients"]["release_ids"]) == {
        "counts@2025, dfe__cin_populations@2025, mhclg__lsoa_indices@2025"
    }


def test_there_is_one_row_per_group_model_and_term(results):
    rows = results["gradients"]
    key = ["dataset_id", "level", "indicator_id", "financial_year_end", "exposure", "model", "term"]
    assert not rows.duplicated(key).any()


def test_years_are_fitted_apart():
    rows = results_of(pd.concat([authorities("cin", 30), authorities("cin", 30, year=2024)]))["gradients"]
    assert set(rows["financial_year_end"]) == {2024, 2025}
    assert (rows["n_areas"] == 30).all()


@pytest.fixture(scope="module")
def neighbourhoods(country, areas_of):
    """A benchmark in two years, on the Indices of two editions."""
    rows = country.merge(areas_of("A").rows[["area_code", "events_count"]]).assign(
        dataset_id="benchmark_a", indicator_id="referrals", stage="referral"
    )
    return pd.concat(
        [rows.assign(imd_edition=edition, financial_year_end=year) for edition in EDITIONS for year in (2018, 2019)]
    )


def names_of(frame):
    """Names of studies by edition of the Indices and year."""
    names = {}
    for study, task in planned(OF_GROUPS, Read("neighbourhood", frame)):
        names.setdefault((task.about["exposure"][-4:], task.about["financial_year_end"]), []).append(study.name)
    return names


EDITIONS = (2015, 2019)
POOLED = ["pooled_poisson", "pooled_nb2"]
HEADLINE = [*POOLED, "multilevel_nb2", "multilevel_nb2_spline"]
EVERY = [each.model for each in SPECIFICATIONS if each.level == "neighbourhood"]


def test_a_benchmark_gets_every_model_in_its_newest_year_on_its_newest_edition(neighbourhoods):
    assert names_of(neighbourhoods) == {
        ("2015", 2018): [*POOLED, "inequality_indices"],
        ("2015", 2019): [*POOLED, "inequality_indices"],
        ("2019", 2018): [*POOLED, "multilevel_nb2", "inequality_indices"],
        ("2019", 2019): [*EVERY, "inequality_indices", "curvature"],
    }


def test_the_sample_is_shown_by_the_headline_models(neighbourhoods):
    named = names_of(neighbourhoods.assign(dataset_id="sample"))
    assert named["2019", 2019] == [*HEADLINE, "inequality_indices", "curvature"]


def test_a_verdict_comes_with_its_scores_curves_and_authorities(neighbourhoods):
    results = run(planned([BY_NAME["curvature"]], Read("neighbourhood", neighbourhoods)))
    assert {table: len(rows) for table, rows in results.items()} == {
        "curvature_verdicts": 1,
        "curvature_scores": 3,
        "curvature_curves": 3 * 63,
        "la_gradient_scores": 60,
    }
    assert set(results["curvature_verdicts"]["verdict"]) == {"supported"}


def test_the_public_record_is_not_even_read_for_another_data_set():
    with duckdb.connect() as empty:
        assert planned(PUBLIC_RECORD, Evidence(empty, ["benchmark_a"])) == []


def test_a_data_set_that_is_not_there_is_refused_with_the_names_of_those_that_are(tmp_path):
    build = tmp_path / "build.duckdb"
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema meta; create table meta.datasets as select 'sample' as dataset_id")
    ran = CliRunner().invoke(app, ["run", "--build", str(build), "--dataset", "benchmark_c"])
    said = " ".join(ran.output.replace("│", " ").split())
    assert ran.exit_code == 2
    assert "no data set benchmark_c; it has sample" in said
