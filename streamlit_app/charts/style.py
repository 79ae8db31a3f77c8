"""One look for every chart. Neutral colours: a high or a low rate is neither good nor bad."""

from typing import Any

import altair as alt

from analysis.palette import GRID, INK


def finished(*layers: alt.Chart, height: int) -> alt.LayerChart:
    """The same height, ink and print size for every chart."""
    chart: alt.LayerChart = alt.LayerChart(layer=layers, height=height).configure_axis(
        labelColor=INK,
        labelFontSize=13,
        labelFlush=False,
        titleColor=INK,
        titleFontSize=14,
        titleFontWeight="normal",
        gridColor=GRID,
    )
    return chart


def haloed(words: alt.Chart, *, color: object = INK, **mark: Any) -> tuple[alt.Chart, alt.Chart]:
    """Words that stay readable over lines: the same in white, thick, beneath."""
    style = {"fontSize": 13, "limit": 2000} | mark
    return words.mark_text(stroke="white", strokeWidth=5, **style), words.mark_text(color=color, **style)
