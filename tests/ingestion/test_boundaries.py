import json

import pyarrow as pa
import pytest
import shapely

from ingestion.boundaries import simplified
from ingestion.problems import DataProblem
from ingestion.registry import Simplified

HOW = Simplified(tolerance_degrees=0.05, decimals=3)
WAVY = [(1, 0), (1.001, 0.25), (0.999, 0.5), (1.001, 0.75), (1, 1)]
LEFT = shapely.Polygon([(0, 0), *WAVY, (0, 1)])
RIGHT = shapely.Polygon([(2, 0), *WAVY, (2, 1)])


def light(*shapes, how=HOW):
    table = pa.table({"code": [str(at) for at in range(len(shapes))], "geometry": shapely.to_geojson(list(shapes))})
    return shapely.from_geojson(simplified(table, how, "ons__la_boundaries@2023")["geometry"].to_pylist())


def test_neighbours_are_simplified_along_one_line():
    left, right = light(LEFT, RIGHT)
    assert shapely.get_num_coordinates(left) < shapely.get_num_coordinates(LEFT)
    assert left.intersection(right).area == 0
    assert left.union(right).area == pytest.approx(2)


def test_outer_rings_run_clockwise():
    assert not light(LEFT)[0].geoms[0].exterior.is_ccw


def test_coordinates_keep_the_decimals_asked_for():
    text = simplified(pa.table({"geometry": [shapely.to_geojson(LEFT)]}), HOW, "a")["geometry"][0].as_py()
    numbers = [number for ring in json.loads(text)["coordinates"][0] for point in ring for number in point]
    assert all(number == round(number, 3) for number in numbers)


def test_well_known_binary_is_read_as_well():
    table = pa.table({"geometry": [shapely.to_wkb(LEFT).hex()]})
    assert simplified(table, HOW, "a")["geometry"][0].as_py().startswith('{"type":"MultiPolygon"')


def test_a_line_beside_an_area_is_dropped():
    [only] = light(shapely.GeometryCollection([LEFT, shapely.LineString([(5, 5), (6, 6)])]))
    assert only.bounds[2] < 2


@pytest.mark.parametrize(
    "shape", [shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon([(0, 0), (0, 1e-6), (1e-6, 0)])]
)
def test_a_place_without_area_is_refused(shape):
    with pytest.raises(DataProblem, match="ons__la_boundaries@2023 holds a place without any area"):
        light(LEFT, shape)


def test_text_that_is_no_geometry_is_refused():
    with pytest.raises(DataProblem, match="holds geometries that are not areas in degrees"):
        simplified(pa.table({"geometry": ["nowhere"]}), HOW, "ons__la_boundaries@2023")
