import numpy as np
import pytest
import shapely

from ingestion.sample.england import England
from ingestion.sample.maps import la_boundaries, lsoa_boundaries
from ingestion.sample.small_areas import NEIGHBOURS, populations_of_2011, statistical_neighbours


@pytest.fixture(scope="module")
def shapes(england: England):
    return {year: lsoa_boundaries(england, year) for year in (2011, 2021)}


@pytest.mark.parametrize("census_year", [2011, 2021])
def test_the_cells_of_an_authority_fill_its_rectangle(england: England, shapes, census_year) -> None:
    code = f"lsoa_code{'' if census_year == 2011 else '_2021'}"
    areas = england.places.neighbourhoods if census_year == 2011 else england.places.pairs
    authority = areas.drop_duplicates(code).set_index(code)["la_code"]
    frame = shapes[census_year]
    frame = frame.assign(area=shapely.area(shapely.from_geojson(frame["geometry"].to_numpy())))
    filled = frame.groupby(authority.loc[frame["lsoa_code"]].to_numpy())["area"].sum()
    whole = la_boundaries(england, 2023).set_index("la_code")["geometry"]
    rectangles = shapely.area(shapely.from_geojson(whole.loc[filled.index].to_numpy()))
    assert np.allclose(filled.to_numpy(), rectangles)


def test_each_neighbourhood_has_one_shape(england: England, shapes) -> None:
    assert shapes[2011]["lsoa_code"].tolist() == england.places.neighbourhoods["lsoa_code"].tolist()
    assert set(shapes[2021]["lsoa_code"]) == set(england.places.pairs["lsoa_code_2021"])
    assert shapes[2021]["lsoa_code"].is_unique


def test_single_years_add_up_to_the_children(england: England) -> None:
    ages = populations_of_2011(england, 2019).filter(like="aged_")
    assert ages.to_numpy().sum() == england.children[2019].sum()
    assert (ages.max(axis=1) - ages.min(axis=1)).max() <= 1


def test_an_authority_has_ten_different_neighbours_and_is_none_of_them(england: England) -> None:
    rows = statistical_neighbours(england, 2025)
    for _, row in rows.iterrows():
        named = {row[f"neighbour_{rank}"] for rank in range(1, NEIGHBOURS + 1)}
        assert len(named) == NEIGHBOURS
        assert row["old_la_code"] not in named
