import numpy as np
import pandas as pd
import pytest

from ingestion.sample import SEED
from ingestion.sample.counts import authority_income_pct
from ingestion.sample.indices import INDICES, deciles, overall, ranked
from ingestion.sample.people import children_at, make_people
from ingestion.sample.places import make_places

EDITIONS = ("mhclg__lsoa_indices@2019", "mhclg__lsoa_indices@2025")
NAMES = ("imd", "income", *INDICES)


@pytest.mark.parametrize("release", EDITIONS)
def test_rank_one_is_the_most_deprived_and_ranks_follow_the_scores(published, release) -> None:
    rows = published(release).apply(pd.to_numeric, errors="coerce")
    for name in NAMES:
        score = rows.sort_values(f"{name}_rank")[f"{name}_score"]
        assert score.is_monotonic_decreasing, name
        assert rows[f"{name}_rank"].min() == 1


@pytest.mark.parametrize("release", EDITIONS)
def test_deciles_are_equal_tenths_with_the_most_deprived_first(published, release) -> None:
    rows = published(release).apply(pd.to_numeric, errors="coerce")
    for name in NAMES:
        sizes = rows[f"{name}_decile"].value_counts()
        assert sizes.index.size == 10
        assert sizes.max() - sizes.min() <= 3
        assert rows.loc[rows[f"{name}_decile"] == 1, f"{name}_score"].min() > rows[f"{name}_score"].median()


@pytest.mark.parametrize("release", EDITIONS)
def test_denominators_are_whole_and_fit_together(published, release) -> None:
    people = published(release).filter(regex="_count$").astype(int)
    assert (people["children_0_15_count"] + people["population_60_plus_count"] < people["population_count"]).all()
    assert people["population_count"].mean() == pytest.approx(1550, rel=0.1)
    assert people["children_0_15_count"].mean() == pytest.approx(315, rel=0.06)


@pytest.mark.parametrize(("scale", "spread"), [("default", 1.2), ("national", 0.4)])
def test_income_deprivation_of_2019_has_the_published_centre_and_spread(scale, spread) -> None:
    places = make_places(scale, SEED)
    people = make_people(places, SEED)
    children = children_at(people, 2024)
    mean = np.average(people.income_pct, weights=children)
    assert mean == pytest.approx(13.7, abs=0.2)
    assert np.sqrt(np.average((people.income_pct - mean) ** 2, weights=children)) == pytest.approx(9.7, abs=0.2)
    assert authority_income_pct(places, people).std() == pytest.approx(5.0, abs=spread)
    assert people.income_pct.max() <= 64


def test_rural_lsoas_are_less_deprived(published) -> None:
    income = published("mhclg__lsoa_indices@2019").set_index("lsoa_code")["income_score"].astype(float)
    classes = published("ons__lsoa_rural_urban@2011").set_index("lsoa_code")["rural_urban_name"]
    means = income.groupby(classes.reindex(income.index).str.startswith("Rural")).mean()
    assert means[True] < 0.75 * means[False]


def test_income_scores_of_2025_are_about_twice_those_of_2019(published) -> None:
    older, newer = (published(release).set_index("lsoa_code")["income_score"].astype(float) for release in EDITIONS)
    both = older.index.intersection(newer.index)
    assert newer[both].sum() / older[both].sum() == pytest.approx(1.8, abs=0.15)
    assert older[both].corr(newer[both], method="spearman") > 0.95
    assert newer.max() < 0.95


def test_editions_name_the_districts_of_their_time(published) -> None:
    older, newer = (set(published(release)["lad_code"]) for release in EDITIONS)
    assert {"E06000921", "E06000922"} <= newer - older
    assert older - newer == {"E07000901", "E07000902", "E07000903", "E07000904"}


def test_equal_scores_share_the_lowest_rank() -> None:
    assert ranked(np.array([30, 50, 50, 10])).tolist() == [3, 1, 1, 4]
    assert deciles(np.arange(1, 21)).tolist() == sorted([*range(1, 11)] * 2)


def test_an_area_worst_on_every_domain_is_worst_overall() -> None:
    scores = {name: np.array([1.0, 3.0, 2.0]) for name in ("income", *INDICES)}
    assert np.argsort(-overall(scores)).tolist() == [1, 2, 0]
