import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsers.geojson import read_geojson
from ingestion.problems import DataProblem

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}


def collection(*properties: dict[str, object]) -> bytes:
    features = [{"type": "Feature", "properties": one, "geometry": SQUARE} for one in properties]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_properties_are_text_and_the_geometry_stays_geojson():
    [row] = read_geojson(collection({"CODE": "E06000001", "FID": 1, "WELSH": None})).to_pylist()
    assert {name: row[name] for name in ("CODE", "FID", "WELSH")} == {"CODE": "E06000001", "FID": "1", "WELSH": None}
    assert json.loads(row["geometry"]) == SQUARE


@given(st.lists(st.text(min_size=1), min_size=1))
def test_every_feature_is_a_row_with_its_own_text(names):
    table = read_geojson(collection(*({"name": name} for name in names)))
    assert table["name"].to_pylist() == names


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b'{"type": "Feature"}', b'{"features": [1]}'])
def test_what_is_no_collection_is_refused(content):
    with pytest.raises(DataProblem, match="not a GeoJSON collection of features"):
        read_geojson(content)


@pytest.mark.parametrize("properties", [(), ({"a": 1}, {"b": 1})])
def test_features_that_differ_in_their_properties_are_refused(properties):
    with pytest.raises(DataProblem, match="are none, or have different properties"):
        read_geojson(collection(*properties))
