"""Frame in, chart out. Neutral colours: a high or a low rate is neither good nor bad."""

import altair as alt
import pandas as pd

from streamlit_app.choice import Choice

BLUE = "#12436D"
ORANGE = "#F46A25"
GREY = "#505A5F"
INK = "#0B0C0C"
GRID = "#D9DADB"
HEIGHT = 420
TREND_HEIGHT = 260

RATE_TOOLTIP = [
    alt.Tooltip("la_name:N", title="Local authority"),
    alt.Tooltip("rate_per_10k:Q", title="Rate per 10,000 children", format=",.1f"),
    alt.Tooltip("rate_ci_low:Q", title="95% interval from", format=",.1f"),
    alt.Tooltip("rate_ci_high:Q", title="95% interval to", format=",.1f"),
    alt.Tooltip("count:Q", title="Count", format=","),
    alt.Tooltip("income_deprivation_pct:Q", title="People in income deprivation (%)", format=".1f"),
]
TREND_TOOLTIP = [
    alt.Tooltip("financial_year_end:O", title="Year ending 31 March"),
    alt.Tooltip("score:Q", title="Rate ratio per 10 percentage points", format=".2f"),
    alt.Tooltip("score_low:Q", title="95% interval from", format=".2f"),
    alt.Tooltip("score_high:Q", title="95% interval to", format=".2f"),
    alt.Tooltip("n_areas:Q", title="Local authorities", format=","),
]


def _finished(*layers: alt.Chart, height: int) -> alt.LayerChart:
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


def scatter(areas: pd.DataFrame, choice: Choice) -> alt.LayerChart:
    """A point for each authority with a rate, and the fitted line over the range of deprivation seen."""
    drawn = areas[areas["missing_because"].isna()]
    x = alt.X(
        "income_deprivation_pct:Q",
        title=["People in income deprivation (%),", f"Indices of Deprivation {choice.imd_edition}"],
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(tickCount=8),
    )
    y_title = [choice.what, "per 10,000 children"]
    points = (
        alt.Chart(drawn)
        .mark_circle(size=70, opacity=0.65, color=BLUE)
        .encode(
            x=x,
            y=alt.Y("rate_per_10k:Q", title=y_title, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=6)),
            tooltip=RATE_TOOLTIP,
        )
    )
    line = (
        alt.Chart(drawn.dropna(subset="fitted_rate_per_10k"))
        .mark_line(color=ORANGE, strokeWidth=3)
        .encode(x=x, y=alt.Y("fitted_rate_per_10k:Q", title=y_title))
    )
    return _finished(points, line, height=HEIGHT)


def trend(years: pd.DataFrame) -> alt.LayerChart:
    """The rate ratio and its interval by year; a year without a figure keeps its place, empty."""
    # Labels stay level and give way where they would touch.
    x = alt.X(
        "financial_year_end:O",
        title="Year ending 31 March",
        scale=alt.Scale(domain=years["financial_year_end"].tolist()),
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
    )
    ratio = alt.Y(
        "score_low:Q",
        title=["Rate ratio per 10", "percentage points"],
        scale=alt.Scale(zero=False),
        axis=alt.Axis(tickCount=5),
    )
    base = alt.Chart(years).encode(x=x, tooltip=TREND_TOOLTIP)
    intervals = base.mark_rule(color=BLUE, strokeWidth=2).encode(y=ratio, y2="score_high:Q")
    estimates = base.mark_circle(color=BLUE, size=80, opacity=1).encode(y="score:Q")
    no_difference = (
        alt.Chart(pd.DataFrame({"ratio": [1.0]}))
        .mark_rule(color=GREY, strokeDash=[5, 4])
        .encode(y=alt.Y("ratio:Q", title=["Rate ratio per 10", "percentage points"]))
    )
    return _finished(no_difference, intervals, estimates, height=TREND_HEIGHT)
