import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from ingestion.sample import TRUE_RATE_RATIO_PER_10_POINTS
from ingestion.sample.counts import NEIGHBOURHOOD_YEARS, REFERRALS_PER_10K
from ingestion.sample.england import England


@pytest.fixture(scope="module")
def neighbourhoods(published) -> pd.DataFrame:
    """Events of 2025 beside the income deprivation and the authority of each LSOA, all as published."""
    events = published("csc__lsoa_interventions@2025", financial_year_end="2025").set_index("lsoa_code")
    indices = published("mhclg__lsoa_indices@2019").set_index("lsoa_code")
    best_fit = published("ons__lsoa_2011_to_2021_best_fit@2022").set_index("lsoa_code_2011")["lsoa_code_2021"]
    authority = published("ons__lsoa_2021_to_utla@2023").set_index("lsoa_code")["la_code"]
    return pd.DataFrame({
        "events": events["events_count"].astype(int),
        "children": events["children_0_17_count"].astype(int),
        "points": indices["income_score"].astype(float).reindex(events.index) * 100,
        "la_code": best_fit.reindex(events.index).map(authority),
    })  # fmt: skip


def test_a_pooled_poisson_model_of_the_published_files_recovers_the_truth(neighbourhoods: pd.DataFrame) -> None:
    exposure = sm.add_constant(neighbourhoods[["points"]] / 10)
    groups = pd.factorize(neighbourhoods["la_code"])[0]
    model = sm.GLM(
        neighbourhoods["events"], exposure, family=sm.families.Poisson(), offset=np.log(neighbourhoods["children"])
    )
    low, high = np.exp(model.fit(cov_type="cluster", cov_kwds={"groups": groups}).conf_int().loc["points"])
    assert low < TRUE_RATE_RATIO_PER_10_POINTS < high
    assert high / low < 1.15


def test_referral_events_are_overdispersed_around_the_national_rate(neighbourhoods: pd.DataFrame) -> None:
    rate = neighbourhoods["events"].sum() / neighbourhoods["children"].sum() * 10_000
    assert rate == pytest.approx(REFERRALS_PER_10K, rel=0.05)
    assert neighbourhoods["events"].var() > 3 * neighbourhoods["events"].mean()


def test_an_authoritys_referrals_are_the_sum_of_its_neighbourhoods(published, neighbourhoods: pd.DataFrame) -> None:
    referrals = published("dfe__cin_c1_referrals@2025", time_period="2025", geographic_level="Local authority")
    totals = neighbourhoods.groupby("la_code")["events"].sum()
    assert referrals.set_index("new_la_code")["referral_count"].astype(int).sort_index().to_dict() == totals.to_dict()


def test_children_in_the_neighbourhood_file_add_up_to_the_population_file(published) -> None:
    for year in NEIGHBOURHOOD_YEARS:
        events = published("csc__lsoa_interventions@2025", financial_year_end=str(year))
        england = published("dfe__cin_populations@2025", time_period=str(year - 1), geographic_level="National")
        assert events["children_0_17_count"].astype(int).sum() == int(england["population_estimate"].item())


def test_the_gradient_between_authorities_rises_by_stage(england: England) -> None:
    income = pd.Series(england.people.income_pct).groupby(england.places.neighbourhoods["la_code"]).mean()
    last = england.stages.xs(2025, level="year")
    rates = last.div(england.children[2024], axis=0)
    slopes = {stage: np.polyfit(income, np.log(rates[stage] + 1e-4), 1)[0] for stage in ("At31_episodes", "CLA_At31")}
    assert 0 < slopes["At31_episodes"] < slopes["CLA_At31"]
