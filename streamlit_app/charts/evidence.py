"""Frame in, chart out: how the claims fared; the fitted rate over neighbourhood deprivation at three levels."""

import altair as alt
import pandas as pd

from analysis.palette import BLUE, GREY, ORANGE
from analysis.sentences.evidence import is_benchmark
from analysis.sentences.numbers import number
from streamlit_app.charts.areas import INKS, PALETTE
from streamlit_app.charts.style import finished, haloed

HEIGHT = 380
BAR_ROW_HEIGHT = 44
AXIS_HEIGHT = 60


def bars(counted: pd.DataFrame) -> alt.LayerChart:
    """A bar from zero for each kind of evidence and verdict, its words above it."""
    ordered = counted.assign(order=range(len(counted)), colour=counted["evidence_level"].map(_colour))
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.6, paddingOuter=0.4))
    base = alt.Chart(ordered).encode(y=y)
    x = alt.X("claims_count:Q", title="Claims", axis=alt.Axis(tickCount=5, format="d"))
    bar = base.mark_bar().encode(
        x=x, color=alt.Color("colour:N", scale=None), tooltip=[alt.Tooltip("said:N", title="Claims")]
    )
    words = haloed(base.encode(x=alt.value(0), text="said:N"), align="left", baseline="line-bottom", dy=-9)
    return finished(bar, *words, height=BAR_ROW_HEIGHT * len(ordered) + AXIS_HEIGHT)


def _colour(level: str) -> str:
    return ORANGE if is_benchmark(level) else GREY if level == "none" else BLUE


def curves(found: pd.DataFrame) -> alt.LayerChart:
    """A line and its band for each level of deprivation of the authority, labelled where it ends."""
    named = found.assign(name=found["la_income_deprivation_pct"].map(lambda pct: f"{number(pct, 0)}% in the authority"))
    names = named["name"].unique().tolist()
    x_title = ["People of the neighbourhood", "in income deprivation (%)"]
    x = alt.X("income_deprivation_pct:Q", title=x_title, scale=alt.Scale(nice=True))
    title = "Fitted rate per 10,000 children"

    def colour(shades: tuple[str, ...]) -> alt.Color:
        return alt.Color("name:N", scale=alt.Scale(domain=names, range=list(shades[: len(names)])), legend=None)

    base = alt.Chart(named).encode(x=x, color=colour(PALETTE))
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("ci_low:Q", title=title), y2="ci_high:Q")
    line = base.mark_line(strokeWidth=2.5).encode(
        y=alt.Y("rate_per_10k:Q", title=title, scale=alt.Scale(zero=True)),
        tooltip=[
            alt.Tooltip("name:N", title="People in income deprivation"),
            alt.Tooltip("rate_per_10k:Q", title=title, format=",.1f"),
        ],
    )
    ends = alt.Chart(named.groupby("name", sort=False).tail(1)).encode(x=x, y="rate_per_10k:Q", text="name:N")
    under, over = haloed(ends, align="right", baseline="bottom", dy=-6, fontWeight="bold")
    chart = finished(band, line, under, over.encode(color=colour(INKS)), height=HEIGHT)
    resolved: alt.LayerChart = chart.resolve_scale(color="independent")
    return resolved
