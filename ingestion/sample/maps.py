"""Simple polygons: each authority a rectangle of a grid, its neighbourhoods the cells of it."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ingestion.sample.england import England

Shapes = NDArray[np.object_]

WEST, SOUTH = -3.0, 51.5  # degrees, of the corner of the first authority
WIDTH, HEIGHT, GAP = 0.40, 0.25, 0.01
AUTHORITIES_PER_ROW = 6


def _corners(count: int) -> NDArray[np.float64]:
    """West and south of each authority, row by row; authorities do not touch."""
    place = np.arange(count)
    east, north = place % AUTHORITIES_PER_ROW, place // AUTHORITIES_PER_ROW
    return np.column_stack([WEST + east * (WIDTH + GAP), SOUTH + north * (HEIGHT + GAP)])


def _cells(count: int, west: float, south: float) -> Shapes:
    """Rectangles that fill an authority in rows; those of the last row are as much wider as it is shorter."""
    columns = int(np.ceil(np.sqrt(count)))
    rows = int(np.ceil(count / columns))
    row, column = np.divmod(np.arange(count), columns)
    in_row = np.where(row == rows - 1, count - columns * (rows - 1), columns)
    step = WIDTH / in_row
    left, low = west + column * step, south + row * HEIGHT / rows
    boxes: Shapes = shapely.box(left, low, left + step, low + HEIGHT / rows)
    return boxes


def _cells_of_2011(england: England) -> Shapes:
    """In the order of neighbourhoods, which are sorted by authority within districts."""
    codes = england.places.neighbourhoods["la_code"]
    authorities = sorted(codes.unique())
    cells = np.empty(len(codes), dtype=object)
    for code, (west, south) in zip(authorities, _corners(len(authorities)), strict=True):
        at = np.flatnonzero((codes == code).to_numpy())
        cells[at] = _cells(len(at), west, south)
    return cells


def _halved(cells: Shapes, part: NDArray[np.integer[Any]]) -> Shapes:
    """The lower half of a cell for its first part, the upper for its second."""
    west, south, east, north = shapely.bounds(cells).T
    middle = (south + north) / 2
    halves: Shapes = shapely.box(west, np.where(part == 0, south, middle), east, np.where(part == 0, middle, north))
    return halves


def _cells_of_2021(england: England) -> pd.Series:
    """Halves of the cells that were split, unions of those that were merged, by code."""
    pairs = england.places.pairs
    cells = _cells_of_2011(england)[pd.factorize(pairs["lsoa_code_2011"], sort=True)[0]]
    part = pairs.groupby("lsoa_code_2011").cumcount().to_numpy()
    is_split = (pairs["change_code"] == "S").to_numpy()
    cells[is_split] = _halved(cells[is_split], part[is_split])
    shapes = pd.Series(cells, index=pairs["lsoa_code_2021"])
    merged = shapes[shapes.index.duplicated(keep=False)]
    united = merged.groupby(level=0).agg(lambda parts: shapely.union_all(parts.to_numpy()))
    every: pd.Series = pd.concat([shapes[~shapes.index.duplicated(keep=False)], united])
    return every.sort_index()


def lsoa_boundaries(england: England, census_year: int) -> pd.DataFrame:
    if census_year == 2011:
        areas = england.places.neighbourhoods[["lsoa_code", "lsoa_name"]]
        return areas.assign(geometry=shapely.to_geojson(_cells_of_2011(england)))
    shapes = _cells_of_2021(england)
    names = england.places.pairs.drop_duplicates("lsoa_code_2021").set_index("lsoa_code_2021")["lsoa_name_2021"]
    rows = {"lsoa_code": shapes.index, "lsoa_name": names.loc[shapes.index].to_numpy()}
    return pd.DataFrame(rows | {"geometry": shapely.to_geojson(shapes.to_numpy())})


def la_boundaries(england: England, _: int) -> pd.DataFrame:
    """The authorities there are now; the county that was split has no boundary."""
    authorities = england.places.neighbourhoods[["la_code", "la_name"]].drop_duplicates().sort_values("la_code")
    west, south = _corners(len(authorities)).T
    boxes = shapely.box(west, south, west + WIDTH, south + HEIGHT)
    return authorities.assign(geometry=shapely.to_geojson(boxes))
