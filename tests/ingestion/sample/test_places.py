import numpy as np
import pytest

from ingestion.sample import SEED
from ingestion.sample.england import England
from ingestion.sample.names import CAPITAL_PARTS
from ingestion.sample.people import children_at, children_in_2021, in_2021, weighted_quantiles
from ingestion.sample.places import FORMER, SMALLEST, apportioned, make_places


@pytest.mark.parametrize(("scale", "authorities", "lsoas"), [("default", 24, 3_000), ("national", 151, 32_844)])
def test_each_scale_has_its_number_of_current_authorities_and_lsoas(scale, authorities, lsoas) -> None:
    places = make_places(scale, SEED)
    assert (places.neighbourhoods["la_code"].nunique(), len(places.neighbourhoods)) == (authorities, lsoas)
    assert set(places.authorities["la_code"]) - set(places.neighbourhoods["la_code"]) == {FORMER}
    assert places.authorities["old_la_code"].is_unique
    assert places.authorities["la_name"].is_unique


def test_only_authorities_of_the_capital_lie_in_its_two_parts(england: England) -> None:
    authorities = england.places.authorities
    assert set(authorities.loc[authorities["kind"] == "E09", "region_code"]) == set(CAPITAL_PARTS)
    assert not set(authorities.loc[authorities["kind"] != "E09", "region_code"]) & set(CAPITAL_PARTS)


def test_about_three_in_a_hundred_lsoas_are_split_and_a_few_merged(england: England) -> None:
    changes = england.places.neighbourhoods["change_code"].value_counts(normalize=True)
    assert changes["S"] == pytest.approx(0.03, abs=0.01)
    assert 0 < changes["M"] < 0.02


def test_changed_lsoas_have_new_codes_and_unique_names(england: England) -> None:
    pairs = england.places.pairs
    changed = pairs["change_code"] != "U"
    assert (pairs.loc[~changed, "lsoa_code_2011"] == pairs.loc[~changed, "lsoa_code_2021"]).all()
    assert pairs.loc[changed, "lsoa_code_2021"].str.startswith("E0195").all()
    assert pairs.drop_duplicates("lsoa_code_2021")["lsoa_name_2021"].is_unique


def test_the_shares_of_an_lsoa_add_up_to_one_and_its_children_to_their_number(england: England) -> None:
    shares = england.places.pairs.groupby("lsoa_code_2011")["share"].sum()
    children = children_at(england.people, 2022)
    assert shares.to_numpy() == pytest.approx(1)
    assert children_in_2021(england.places, children).sum() == children.sum()


def test_a_constant_stays_constant_on_the_areas_of_2021(england: England) -> None:
    children = children_at(england.people, 2022)
    assert in_2021(england.places, np.full(len(children), 3.0), children).to_numpy() == pytest.approx(3)


def test_the_smallest_authority_has_a_few_hundred_children(england: England) -> None:
    assert 300 < england.children.loc[SMALLEST, 2024] < 900
    assert FORMER not in england.children.index


def test_apportioned_numbers_add_up_and_keep_the_least() -> None:
    numbers = apportioned(100, np.array([1.0, 1.0, 97.0]), least=5)
    assert numbers.tolist() == [6, 6, 88]


def test_weighted_quantiles_count_half_of_the_own_weight() -> None:
    assert weighted_quantiles(np.array([3.0, 1.0]), np.array([1, 3])).tolist() == [0.875, 0.375]
