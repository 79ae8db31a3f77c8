"""Frame in, chart out: authorities by deprivation, and the slope by year."""

import altair as alt
import pandas as pd

from analysis.choice import RURAL_FROM_PCT, Choice
from analysis.palette import BLUE, GREY, ORANGE, PURPLE, SHADE
from streamlit_app.charts.style import finished

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


def scatter(
    areas: pd.DataFrame, choice: Choice, *, highlight: str | None = None, band: pd.DataFrame | None = None
) -> alt.LayerChart:
    """A point for each authority with a rate, the fitted line, its band where there is one, and one name."""
    drawn = areas[areas["missing_because"].isna()]
    x = alt.X(
        "income_deprivation_pct:Q",
        title=["People in income deprivation (%),", f"Indices of Deprivation {choice.imd_edition}"],
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(tickCount=8),
    )
    y_title = [choice.what, "per 10,000 children"]
    y = alt.Y("rate_per_10k:Q", title=y_title, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=6))
    points = _points(drawn).encode(x=x, y=y, tooltip=RATE_TOOLTIP)
    line = (
        alt.Chart(drawn.dropna(subset="fitted_rate_per_10k"))
        .mark_line(color=ORANGE, strokeWidth=3)
        .encode(x=x, y=alt.Y("fitted_rate_per_10k:Q", title=y_title))
    )
    layers = [points, line]
    if band is not None and not band.empty:
        area = alt.Chart(band).mark_area(color=ORANGE, opacity=0.22)
        layers.insert(0, area.encode(x=x, y=alt.Y("ci_low:Q", title=y_title), y2="ci_high:Q"))
    named = drawn[drawn["la_code"] == highlight] if highlight else drawn.head(0)
    if not named.empty:
        base = alt.Chart(named).encode(x=x, y=alt.Y("rate_per_10k:Q", title=y_title))
        layers += [
            base.mark_circle(size=160, opacity=1, color=PURPLE),
            base.mark_text(dy=-15, fontSize=14, fontWeight="bold", color=PURPLE).encode(text="la_name:N"),
        ]
    return finished(*layers, height=HEIGHT)


def _points(drawn: pd.DataFrame) -> alt.Chart:
    """Circles, and triangles for authorities that are rural in good part."""
    marked = drawn.assign(is_rural=drawn["rural_children_pct"] >= RURAL_FROM_PCT)
    return (
        alt.Chart(marked)
        .mark_point(size=70, opacity=0.65, color=BLUE, filled=True)
        .encode(
            shape=alt.Shape(
                "is_rural:N", scale=alt.Scale(domain=[False, True], range=["circle", "triangle-up"]), legend=None
            )
        )
    )


def gap_by_year(
    years: pd.DataFrame, name: str, *, title: list[str], no_gap: float, shaded: list[int]
) -> alt.LayerChart:
    """One gap and its interval by year, some years shaded; a year without a figure keeps its place, empty."""
    # Labels stay level and give way where they would touch.
    x = alt.X(
        "financial_year_end:O",
        title="Year ending 31 March",
        scale=alt.Scale(domain=years["financial_year_end"].tolist()),
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
    )
    y = alt.Y(f"{name}_low:Q", title=title, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5))
    tooltip = [
        alt.Tooltip("financial_year_end:O", title="Year ending 31 March"),
        alt.Tooltip(f"{name}:Q", title=" ".join(title), format=",.2f"),
        alt.Tooltip(f"{name}_low:Q", title="95% interval from", format=",.2f"),
        alt.Tooltip(f"{name}_high:Q", title="95% interval to", format=",.2f"),
    ]
    grey = alt.Chart(years[years["financial_year_end"].isin(shaded)]).mark_rect(color=SHADE, opacity=0.6).encode(x=x)
    base = alt.Chart(years).encode(x=x, tooltip=tooltip)
    intervals = base.mark_rule(color=BLUE, strokeWidth=2).encode(y=y, y2=f"{name}_high:Q")
    estimates = base.mark_circle(color=BLUE, size=80, opacity=1).encode(y=f"{name}:Q")
    rule = alt.Chart(pd.DataFrame({"no_gap": [no_gap]})).mark_rule(color=GREY, strokeDash=[5, 4])
    return finished(grey, rule.encode(y=alt.Y("no_gap:Q", title=title)), intervals, estimates, height=TREND_HEIGHT)
