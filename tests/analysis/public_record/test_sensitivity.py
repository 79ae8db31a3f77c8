"""Other choices: who is left out, what is compared, and whether the sign survives."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import Areas
from analysis.gradient import CannotFit
from analysis.public_record.regions import fit_poisson_region
from analysis.public_record.sensitivity import Places, grid, subsets_of, summary


@pytest.fixture(scope="module")
def areas(areas_of):
    return areas_of(score=1.5, spread=0.2)


@pytest.fixture(scope="module")
def places(areas):
    region = pd.Series(["North", "South", "London"] * 40, index=areas.rows["la_code"])
    return Places(region=region, incomplete=frozenset(areas.rows["la_code"].head(3)))


@pytest.fixture(scope="module")
def rows(areas, places):
    idaci = Areas(rows=areas.rows.assign(exposure_pct=areas.rows["exposure_pct"] * 1.3), excluded_count=0)
    return grid({"income_deprivation_2025": areas, "idaci_2025": idaci}, places)


def test_each_choice_is_crossed_with_each_other(rows):
    assert len(rows) == 2 * 3 * 3
    assert rows.groupby("subset")["n_la"].unique().map(list).to_dict() == {
        "all": [120],
        "without_london": [80],
        "without_missing_returns": [117],
    }


def test_one_specification_is_the_reference(rows):
    reference = rows[rows["is_reference"]]
    assert reference[["exposure", "subset", "model"]].to_numpy().tolist() == [
        ["income_deprivation_2025", "all", "poisson"]
    ]


def test_the_sign_survives_a_clear_slope(rows):
    found = summary(rows).iloc[0]
    assert found["sign_survives"]
    assert found["specifications_count"] == found["same_sign_count"] == found["distinguishable_count"] == 18


def test_one_slope_the_other_way_is_told(rows):
    turned = rows.assign(score_low=rows["score_low"].where(rows.index > 0, 0.9), sign_agrees=rows.index != 5)
    found = summary(turned).iloc[0]
    assert not found["sign_survives"]
    assert (found["same_sign_count"], found["distinguishable_count"]) == (17, 17)


def test_nobody_left_out_makes_no_specification(areas, places):
    complete = Places(region=places.region.replace("London", "East"), incomplete=frozenset())
    assert [name for name, _ in subsets_of(areas, complete)] == ["all"]


def test_a_slope_between_regions_only_is_not_one_within_them(areas_of):
    """Twenty authorities a region; deprived regions have high rates, deprived authorities in them do not."""
    rows = areas_of(count=120).rows.copy()
    region = pd.Series(np.repeat(list("ABCDEF"), 20), index=rows["la_code"])
    random = np.random.default_rng(3)
    rows["events_count"] = random.poisson(300 * 1.5 ** np.repeat(np.arange(6), 20) * random.gamma(400, 1 / 400, 120))
    slope = fit_poisson_region(Areas(rows=rows, excluded_count=0), region).tidy().iloc[0]
    assert slope["score"] == pytest.approx(1, abs=0.15)
    assert slope["note"] == "an intercept for each of 6 regions"


def test_regions_must_be_known_and_differ(areas, places):
    with pytest.raises(CannotFit, match="1 authorities have no region"):
        fit_poisson_region(areas, places.region.iloc[1:])
    with pytest.raises(CannotFit, match="same region"):
        fit_poisson_region(areas, places.region.replace({"North": "South", "London": "South"}))
