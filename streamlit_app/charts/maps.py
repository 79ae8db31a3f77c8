"""Shapes in, map out: no tiles, no key, nothing from another machine.

A map is a Vega-Lite specification rather than an Altair chart: Altair would check every corner of every shape.
"""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from analysis.palette import BLUE, INK
from analysis.reading import records

HEIGHT = 520
COUNTRY_HEIGHT = 680
NO_FIGURE = "#F3F2F1"
EDGE = "#FFFFFF"
PALE, DEEP = "#D5E4F3", BLUE
FIFTHS = (PALE, "#A3C1DD", "#6D9AC3", "#3A6E9F", DEEP)
UNKNOWN = "#B1B4B6"
SHAPES = "shapes"


def shades(
    rows: pd.DataFrame,
    shapes: Mapping[str, Any],
    *,
    place: str,
    value: str,
    title: str,
    tooltip: Mapping[str, str],
) -> dict[str, Any]:
    """One hue, deeper for more; a place without a figure is pale with a dark edge."""
    is_known = f"isValid(datum.properties.{value})"
    shade = alt.Color(
        f"properties.{value}:Q",
        title=title,
        scale=alt.Scale(range=[PALE, DEEP]),
        legend=_legend(gradientLength=240),
    )
    drawn = alt.Chart(alt.NamedData(SHAPES)).mark_geoshape(strokeWidth=0.6)
    chart = drawn.encode(
        color=alt.condition(is_known, shade, alt.value(NO_FIGURE)),
        stroke=alt.condition(is_known, alt.value(EDGE), alt.value(INK)),
        tooltip=_tooltip(tooltip),
    )
    return _with_shapes(chart, rows, shapes, place, [value, *tooltip], HEIGHT)


def kinds(
    rows: pd.DataFrame,
    shapes: Mapping[str, Any],
    *,
    place: str,
    value: str,
    colours: Mapping[str, str],
    tooltip: Mapping[str, str],
    title: str | None = None,
) -> dict[str, Any]:
    """A colour for each of a few kinds of place; with a title, a kind to each line beneath it and a taller map."""
    colour = alt.Color(
        f"properties.{value}:N",
        title=title,
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=_legend(columns=1 if title else 3),
    )
    drawn = alt.Chart(alt.NamedData(SHAPES)).mark_geoshape(strokeWidth=0.6, stroke=EDGE)
    chart = drawn.encode(color=colour, tooltip=_tooltip(tooltip))
    return _with_shapes(chart, rows, shapes, place, [value, *tooltip], COUNTRY_HEIGHT if title else HEIGHT)


def _legend(**more: Any) -> alt.Legend:
    ink = {"labelColor": INK, "titleColor": INK, "titlePadding": 8}
    marks = {"symbolType": "square", "symbolSize": 160, "symbolStrokeWidth": 0, "rowPadding": 1}
    return alt.Legend(orient="top", titleLimit=300, labelLimit=280, **ink, **marks, **more)


def _tooltip(fields: Mapping[str, str]) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"properties.{field}:N", title=words) for field, words in fields.items()]


def _with_shapes(
    chart: alt.Chart, rows: pd.DataFrame, shapes: Mapping[str, Any], place: str, fields: list[str], height: int
) -> dict[str, Any]:
    """The specification with its places as GeoJSON, inside a layer so that they travel as they are."""
    layered = alt.LayerChart(layer=[chart.project(type="mercator")], height=height)
    specification: dict[str, Any] = layered.to_dict()
    specification["layer"][0]["data"] = {"values": _features(rows, shapes, place, fields)}
    return specification


def _features(rows: pd.DataFrame, shapes: Mapping[str, Any], place: str, fields: list[str]) -> list[dict[str, Any]]:
    """GeoJSON of the places that have a shape."""
    return [
        {"type": "Feature", "geometry": shapes[row[place]], "properties": {field: row[field] for field in fields}}
        for row in records(rows[list(dict.fromkeys([place, *fields]))])
        if row[place] in shapes
    ]
