"""GeoJSON: the properties of each feature as text, and its geometry as GeoJSON text."""

import json

import pyarrow as pa

from ingestion.parsers.workbook import as_text
from ingestion.problems import DataProblem


def read_geojson(content: bytes) -> pa.Table:
    """One row per feature. Refuses what is not a collection of features with the same properties."""
    try:
        features = json.loads(content)["features"]
        rows = [
            {name: None if value is None else as_text(value) for name, value in feature["properties"].items()}
            | {"geometry": json.dumps(feature["geometry"], separators=(",", ":"))}
            for feature in features
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataProblem(f"it is not a GeoJSON collection of features ({type(error).__name__}: {error})") from error
    names = list(rows[0]) if rows else []
    if not names or any(row.keys() != rows[0].keys() for row in rows):
        raise DataProblem("it is a GeoJSON collection whose features are none, or have different properties")
    return pa.table([pa.array([row[name] for row in rows], pa.string()) for name in names], names=names)
