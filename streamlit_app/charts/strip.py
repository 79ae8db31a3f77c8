"""Many ways to fit the same slope on one strip: does its side of 1, or its size, depend on the way?"""

import altair as alt
import pandas as pd

from analysis.palette import BLUE, GREY, INK, ORANGE, PURPLE, TEAL
from streamlit_app.charts.style import finished

WAY_HEIGHT = 11
BETWEEN = 26
SHAPES = ("circle", "square", "triangle-up", "diamond")


def strip(fits: pd.DataFrame, *, title: str) -> alt.LayerChart | None:
    """`fits` has `row`, `model`, `said`, `value`, `low` and `high`: a band for each row, a thin interval for each way.

    None where there is nothing to draw.
    """
    if fits.empty:
        return None
    models = list(dict.fromkeys(fits["model"]))
    rows = list(dict.fromkeys(fits["row"]))
    drawn = fits.assign(way=fits.groupby("row").cumcount())
    most = int(drawn["way"].max()) + 1
    scale = alt.Scale(domain=models, range=[BLUE, ORANGE, TEAL, PURPLE][: len(models)])
    shape = alt.Shape("model:N", scale=alt.Scale(domain=models, range=list(SHAPES[: len(models)])), legend=_legend())
    base = alt.Chart(drawn).encode(
        y=alt.Y("row:N", sort=rows, title=None, axis=alt.Axis(ticks=False, domain=False, grid=False, labelLimit=90)),
        yOffset=alt.YOffset("way:O"),
        color=alt.Color("model:N", scale=scale, legend=_legend()),
        tooltip=[alt.Tooltip("said:N", title="Figure")],
    )
    axis = alt.Axis(tickCount=5)
    low = alt.X("low:Q", title=title, scale=alt.Scale(zero=False), axis=axis)
    one = alt.Chart(pd.DataFrame({"value": [1.0]})).mark_rule(color=GREY, strokeDash=[5, 4])
    return finished(
        one.encode(x=alt.X("value:Q", title=title, scale=alt.Scale(zero=False), axis=axis)),
        base.mark_rule(strokeWidth=1.5).encode(x=low, x2="high:Q"),
        base.mark_point(filled=True, size=45, opacity=1).encode(x=alt.X("value:Q", title=title), shape=shape),
        height=len(rows) * (most * WAY_HEIGHT + BETWEEN),
    )


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="top", columns=1, labelFontSize=13, labelColor=INK, symbolOpacity=1)
