"""Boundaries made light enough for a map, with no gaps between neighbours."""

import numpy as np
import pyarrow as pa
import shapely

from ingestion.problems import DataProblem
from ingestion.registry import Simplified


def _geometries(texts: list[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """GeoJSON, or well-known binary as hexadecimal."""
    read = shapely.from_geojson if texts and texts[0].startswith("{") else shapely.from_wkb
    return np.asarray(read(texts), dtype=object)


def simplified(table: pa.Table, how: Simplified, subject: str) -> pa.Table:
    """Column `geometry` as GeoJSON multipolygons in degrees, neighbours simplified along the same line.

    Lines and points that an earlier simplification left over are dropped; a place without any area is refused.
    Outer rings run clockwise, as drawing libraries that work on the sphere expect.
    """
    try:
        received = _geometries(table["geometry"].to_pylist())
        parts, places = shapely.get_parts(received, return_index=True)
        is_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        areas = shapely.multipolygons(parts[is_area], indices=places[is_area])
        lighter = shapely.set_precision(
            shapely.coverage_simplify(areas, how.tolerance_degrees), grid_size=10**-how.decimals
        )
    except (shapely.GEOSException, TypeError, ValueError) as error:
        raise DataProblem(f"{subject} holds geometries that are not areas in degrees ({error}).") from error
    if len(np.unique(places[is_area])) < table.num_rows or shapely.is_empty(lighter).any():
        raise DataProblem(
            f"{subject} holds a place without any area at a tolerance of {how.tolerance_degrees} degrees: lower "
            "`tolerance_degrees:`, or fetch the file again."
        )
    text = shapely.to_geojson(shapely.orient_polygons(lighter, exterior_cw=True))
    at = table.column_names.index("geometry")
    return table.set_column(at, "geometry", pa.array(text, pa.string()))
