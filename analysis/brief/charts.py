"""The brief's drawings as SVG: no script, no font and no address of elsewhere in them.

Written as Vega-Lite itself: to build and check eight charts by way of Altair takes ten times as long as to draw them.
"""

from typing import Any

import pandas as pd
import vl_convert

from analysis import reading
from analysis.palette import BLUE, GRID, INK, ORANGE, SHADE, TEAL

Spec = dict[str, Any]

LINES = {"area": (BLUE, 2.6, [1, 0]), "national": (ORANGE, 1.8, [6, 3]), "neighbours": (TEAL, 1.8, [2, 2])}
"""Colour, width and dashes of the authority, of the country and of its statistical neighbours taken together."""
ROOM_ABOVE = 1.08
LOOK: Spec = {
    "axis": {"labelColor": INK, "titleColor": INK, "gridColor": GRID, "labelFontSize": 10, "titleFontSize": 10}
    | {"titleFontWeight": "normal"},
    "view": {"stroke": None},
    "aria": False,
}


def svg(chart: Spec) -> str:
    """Hidden from screen readers: the page describes each drawing as a whole."""
    drawn: str = vl_convert.vegalite_to_svg(chart | {"config": LOOK})
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)


def trend(series: pd.DataFrame, shaded: list[int]) -> Spec | None:
    """Rates by year from zero, years of `shaded` grey; a line is broken where a figure is missing. None without any."""
    known = series.dropna(subset="rate_per_10k")["financial_year_end"]
    within = series[series["series"].isin(LINES) & series["financial_year_end"].between(known.min(), known.max())]
    if within["rate_per_10k"].isna().all():
        return None
    first, last = int(known.min()), int(known.max())
    span = {"domain": [first - 0.5, last + 0.5], "nice": False, "zero": False}
    ends = {"values": [first, last], "format": "d", "grid": False, "title": None, "labelFlush": True}
    top = {"domain": [0, ROOM_ABOVE * within["rate_per_10k"].max()], "nice": False}
    encoding = {
        "x": {"field": "financial_year_end", "type": "quantitative", "scale": span, "axis": ends},
        "y": {"field": "rate_per_10k", "type": "quantitative", "scale": top, "axis": {"tickCount": 3, "title": None}},
    }
    edges = [{"begin": year - 0.5, "end": year + 0.5} for year in shaded if first <= year <= last]
    grey = {
        "data": {"values": edges},
        "mark": {"type": "rect", "color": SHADE, "opacity": 0.6},
        "encoding": {"x": {"field": "begin", "type": "quantitative", "scale": span}, "x2": {"field": "end"}},
    }
    values = reading.records(within[["series", "financial_year_end", "rate_per_10k"]])
    lines = [layer for name in reversed(LINES) for layer in _line(name)]
    drawn = {"data": {"values": values}, "encoding": encoding, "layer": lines}
    return {"width": 128, "height": 66, "layer": [grey, drawn] if edges else [drawn]}


def _line(name: str) -> list[Spec]:
    """A line, and dots for years that stand alone."""
    colour, width, dashes = LINES[name]
    own = {"transform": [{"filter": f"datum.series === '{name}'"}]}
    line = {
        "type": "line",
        "color": colour,
        "strokeWidth": width,
        "strokeDash": dashes,
        "invalid": "break-paths-show-domains",
    }
    dots = {"type": "circle", "color": colour, "size": 14 if name == "area" else 6, "opacity": 1}
    return [own | {"mark": line}, own | {"mark": dots}]


def profile(rows: pd.DataFrame) -> Spec:
    """The share of children by national tenth of deprivation, the country's as a tick."""
    tenth = {"title": "National tenth of neighbourhoods (1 = most deprived)", "axis": {"labelAngle": 0}}
    share = {"type": "quantitative", "scale": {"zero": True}, "title": "Children (%)", "axis": {"tickCount": 4}}
    ticks = {"type": "tick", "color": LINES["national"][0], "thickness": 3}
    return {
        "width": 560,
        "height": 110,
        "data": {"values": reading.records(rows[["imd_decile", "children_pct", "england_children_pct"]])},
        "encoding": {"x": {"field": "imd_decile", "type": "ordinal"} | tenth},
        "layer": [
            {"mark": {"type": "bar", "color": LINES["area"][0]}, "encoding": {"y": {"field": "children_pct"} | share}},
            {"mark": ticks, "encoding": {"y": {"field": "england_children_pct"} | share}},
        ],
    }
