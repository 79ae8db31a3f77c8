import pytest

from ingestion.sample.places import FORMER, SUCCESSORS

BEST, EXACT = "ons__lsoa_2011_to_2021_best_fit@2022", "ons__lsoa_2011_to_2021_exact_fit@2022"
UTLA, LAD_2018 = "ons__lsoa_2021_to_utla@2023", "ons__lsoa_2011_to_lad_2018@2018"


def test_each_lsoa_of_2021_lies_in_one_authority_and_in_every_lookup(published) -> None:
    utla = published(UTLA)
    assert utla["lsoa_code"].is_unique
    assert set(utla["lsoa_code"]) == set(published(EXACT)["lsoa_code_2021"])
    assert set(utla["lsoa_code"]) == set(published("ons__lsoa_rural_urban@2021")["lsoa_code"])
    assert set(utla["lsoa_code"]) == set(published("ons__lsoa_areas_2021@2021")["lsoa_code"])


def test_the_best_fit_is_one_pair_of_the_exact_fit_for_each_lsoa_of_2011(published) -> None:
    pair = ["lsoa_code_2011", "lsoa_code_2021"]
    best, exact = published(BEST), published(EXACT)
    assert best["lsoa_code_2011"].is_unique
    assert set(best["lsoa_code_2011"]) == set(exact["lsoa_code_2011"])
    assert set(best[pair].itertuples(index=False, name=None)) <= set(exact[pair].itertuples(index=False, name=None))


def test_the_best_fit_of_a_split_lsoa_is_its_larger_part(published, england) -> None:
    pairs = england.places.pairs
    largest = pairs.loc[pairs.groupby("lsoa_code_2011")["share"].idxmax()].set_index("lsoa_code_2011")["lsoa_code_2021"]
    best = published(BEST).set_index("lsoa_code_2011")["lsoa_code_2021"]
    assert best[largest.index].to_dict() == largest.to_dict()


def test_split_and_merged_lsoas_show_in_the_exact_fit(published) -> None:
    exact = published(EXACT)
    sizes = exact.groupby("change_code")[["lsoa_code_2011", "lsoa_code_2021"]].nunique()
    assert sizes.loc["U", "lsoa_code_2011"] == sizes.loc["U", "lsoa_code_2021"]
    assert 2 * sizes.loc["S", "lsoa_code_2011"] == sizes.loc["S", "lsoa_code_2021"]
    assert sizes.loc["M", "lsoa_code_2011"] == 2 * sizes.loc["M", "lsoa_code_2021"]


def test_a_unitary_is_its_own_district_in_every_lookup(published) -> None:
    authority = published(UTLA).set_index("lsoa_code")["la_code"]
    exact = published(EXACT)
    la_code = exact["lsoa_code_2021"].map(authority)
    is_district = exact["lad_code"].str.startswith("E07")
    assert (la_code[~is_district] == exact.loc[~is_district, "lad_code"]).all()
    assert la_code[is_district].str.startswith("E10").all()


def test_districts_of_2018_are_those_before_the_split(published) -> None:
    district = published(LAD_2018).set_index("lsoa_code")["lad_code"]
    exact = published(EXACT)
    split = exact[exact["lad_code"].isin(SUCCESSORS)]
    assert district[split["lsoa_code_2011"]].str.startswith("E07").all()
    assert not set(district) & {FORMER, *SUCCESSORS}
    assert set(district.index) == {code for code in exact["lsoa_code_2011"] if code.startswith("E")}


@pytest.mark.parametrize(("release", "column"), [
    (UTLA, "lsoa_code"),
    (BEST, "lsoa_code_2011"),
    (EXACT, "lsoa_code_2011"),
    ("ons__lsoa_rural_urban@2011", "lsoa_code"),
    ("ons__lsoa_rural_urban@2021", "lsoa_code"),
    ("ons__lsoa_areas_2021@2021", "lsoa_code"),
])  # fmt: skip
def test_files_of_england_and_wales_hold_a_dozen_welsh_rows(published, release, column) -> None:
    assert published(release)[column].str.startswith("W01900").sum() == 12


@pytest.mark.parametrize("release", [LAD_2018, "mhclg__lsoa_indices@2019", "mhclg__lsoa_indices@2025"])
def test_files_of_england_hold_none(published, release) -> None:
    assert published(release)["lsoa_code"].str.startswith("E").all()


def test_the_two_rural_urban_classifications_agree_on_what_is_rural(published) -> None:
    older = published("ons__lsoa_rural_urban@2011").set_index("lsoa_code")["rural_urban_name"]
    newer = published("ons__lsoa_rural_urban@2021").set_index("lsoa_code")
    same = newer.index.intersection(older.index)
    assert (older[same].str.startswith("Rural") == (newer.loc[same, "urban_rural_flag"] == "Rural")).all()
    assert 0.1 < (newer["urban_rural_flag"] == "Rural").mean() < 0.3


def test_land_is_what_is_left_without_sea_and_inland_water(published) -> None:
    areas = published("ons__lsoa_areas_2021@2021").filter(like="km2").astype(float)
    assert areas["clipped_km2"].to_numpy() == pytest.approx((areas["land_km2"] + areas["inland_water_km2"]).to_numpy())
    assert (areas["extent_km2"] >= areas["clipped_km2"]).all()
    assert (areas["land_km2"] > 0).all()
