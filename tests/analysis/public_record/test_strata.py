"""Groups of children: over whom they are counted, and the slope of each."""

import numpy as np
import pandas as pd
import pytest

from analysis.public_record.strata import denominators_of, populations_of, stratum_gradient

CODES = [f"E0600{place:04}" for place in range(60)]


@pytest.fixture(scope="module")
def populations():
    keys = [
        (2014, "0-4", "total", "total", 8_000),
        (2014, "16", "total", "total", 1_500),
        (2014, "0-17", "total", "total", 30_000),
        (2010, "0-15", "total", "total", 26_000),
        (2022, "1-4", "total", "total", 6_000),
        (2022, "0-17", "female", "total", 14_000),
        (2021, "all ages", "total", "Asian", 9_000),
    ]
    frames = [
        pd.DataFrame({"la_code": CODES, "mid_year": year, "age_band": band, "sex": sex, "ethnic_group": group,
                      "population_count": people})
        for year, band, sex, group, people in keys
    ]  # fmt: skip
    return populations_of(pd.concat(frames))


@pytest.mark.parametrize(
    ("breakdown", "stratum", "year", "people", "words"),
    [
        ("age", "1 to 4", 2015, 8_000, "nearest age band with an estimate, 0-4"),
        ("age", "1 to 4", 2023, 6_000, "over the children of the group"),
        ("age", "16 and over", 2015, 1_500, "nearest age band with an estimate, 16:"),
        ("sex", "female", 2015, 30_000, "over all children aged 0-17"),
        ("sex", "female", 2023, 14_000, "over the children of the group"),
        ("ethnicity", "Asian", 2015, 9_000, "all residents of the group at the Census of 2021"),
        ("category_initial", "neglect", 2015, 30_000, "over all children aged 0-17"),
        ("need", "low income", 2011, 26_000, "over all children aged 0-15"),
    ],
)
def test_a_group_stands_over_its_own_people_where_they_are_estimated(
    populations, breakdown, stratum, year, people, words
):
    found, told = denominators_of(populations, breakdown, stratum, year)
    assert set(found) == {people}
    assert words in told


def test_recovers_the_slope_of_a_group_and_counts_hidden_cells(populations):
    random = np.random.default_rng(4)
    exposure = pd.Series(np.linspace(5, 30, 60), index=CODES)
    mean = 30_000 * 0.01 * 1.8 ** (exposure / 10) * random.gamma(40, 1 / 40, 60)
    counts = pd.DataFrame({"la_code": CODES, "events_count": random.poisson(mean).astype(float)})
    counts.loc[:4, "events_count"] = np.nan
    labelled = counts.assign(stratum_type="category_initial", stratum="neglect", financial_year_end=2015)
    rows = stratum_gradient(labelled, exposure, populations).set_index("term")
    slope = rows.loc["exposure"]
    assert slope["score_low"] < 1.8 < slope["score_high"]
    assert (slope["n_la"], slope["excluded_count"]) == (55, 5)
    assert (slope["stratum_type"], slope["stratum"], slope["model"]) == ("category_initial", "neglect", "nb2")


def test_a_group_without_overdispersion_says_so_beside_its_denominator(populations):
    exposure = pd.Series(np.linspace(5, 30, 60), index=CODES)
    counts = pd.DataFrame(
        {"la_code": CODES, "events_count": (30_000 * 0.01 * 1.8 ** (exposure / 10)).round().to_numpy()}
    )
    labelled = counts.assign(stratum_type="category_initial", stratum="neglect", financial_year_end=2015)
    (note,) = stratum_gradient(labelled, exposure, populations)["note"].unique()
    assert "over all children aged 0-17" in note
    assert "Poisson limit" in note
