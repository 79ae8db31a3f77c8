"""Frame in, chart out: the rate of one or some authorities by year, with what breaks the series shaded."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from analysis.palette import BLUE, GREY, ORANGE, PURPLE, SHADE, TEAL
from streamlit_app.charts.style import finished, haloed

HEIGHT = 380
ROOM_ABOVE = 1.12
ROOM_FOR_NAMES = 0.24
LONGEST_NAME = 22
WIDE_ENOUGH = 480
EXPECTED_TICKS = [1, 10, 100, 1_000, 10_000]
LABEL_HEIGHT = 18
PLOT_HEIGHT = 300
PALETTE = (BLUE, ORANGE, TEAL, PURPLE)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])  # palette and dashes in the order of the words of a line's key
INKS = (BLUE, "#A8400F", "#1A6B64", PURPLE)  # the same, dark enough to read


def spread(values: Sequence[float], gap: float) -> list[float]:
    """The same values moved up just enough to lie a gap apart."""
    moved: dict[int, float] = {}
    floor = float("-inf")
    for place in sorted(range(len(values)), key=values.__getitem__):
        floor = moved[place] = max(values[place], floor + gap)
    return [moved[place] for place in range(len(values))]


def by_year(
    lines: pd.DataFrame, names: Mapping[str, str], *, title: str, shaded: Sequence[int], missing: Sequence[int]
) -> alt.LayerChart:
    """A line for each of up to four `names`; `lines` has series, year, rate and interval.

    Each is named where it ends, if the chart is wide enough for names beside the newest year.
    """
    known = lines.dropna(subset="rate_per_10k")["financial_year_end"]
    drawn = lines[lines["series"].isin(names) & lines["financial_year_end"].between(known.min(), known.max())]
    drawn = drawn.assign(name=drawn["series"].map(names).map(_shortened))
    said = [_shortened(name) for name in names.values()]
    colours = alt.Color("name:N", scale=alt.Scale(domain=said, range=list(PALETTE[: len(said)])), legend=None)
    dashes = alt.StrokeDash("name:N", scale=alt.Scale(domain=said, range=list(DASHES[: len(said)])), legend=None)
    top = ROOM_ABOVE * max([1.0, *drawn["rate_per_10k"].dropna(), *drawn["rate_ci_high"].dropna()])
    first, last = int(known.min()), int(known.max())
    end = last + 0.5 + ROOM_FOR_NAMES * (last - first + 1)
    span = alt.Scale(domain=[first - 0.5, end], nice=False, zero=False)
    axis = alt.Axis(format="d", values=list(range(first, last + 1)), grid=False, labelOverlap=True)
    x = alt.X("financial_year_end:Q", title="Year ending 31 March", scale=span, axis=axis)
    y = alt.Y("rate_per_10k:Q", title=title, scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(tickCount=6))
    base = alt.Chart(drawn).encode(x=x, color=colours)
    tooltip = [
        alt.Tooltip("name:N", title="Place"),
        alt.Tooltip("financial_year_end:Q", title="Year ending 31 March", format="d"),
        alt.Tooltip("rate_per_10k:Q", title="Rate per 10,000 children", format=",.1f"),
    ]
    intervals = base.transform_filter("isValid(datum.rate_ci_low)").mark_rule(strokeWidth=1.5, opacity=0.6)
    return finished(
        *_years([year for year in shaded if first <= year <= last], span, SHADE, 0.6),
        *_years([year for year in missing if first <= year <= last], span, PURPLE, 0.18),
        intervals.encode(y=alt.Y("rate_ci_low:Q", title=title), y2="rate_ci_high:Q"),
        base.mark_line(strokeWidth=2.5).encode(y=y, strokeDash=dashes),
        base.mark_circle(size=45, opacity=1).encode(y=y, tooltip=tooltip),
        *_names(drawn, span, said, top),
        height=HEIGHT,
    ).resolve_scale(color="independent")


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip(' ,')}…"


def _years(years: Sequence[int], span: alt.Scale, colour: str, opacity: float) -> list[alt.Chart]:
    """Whole years shaded from top to bottom; no layer for no years."""
    edges = pd.DataFrame({"begin": [year - 0.5 for year in years], "end": [year + 0.5 for year in years]})
    shade = alt.Chart(edges).mark_rect(color=colour, opacity=opacity, clip=True)
    return [shade.encode(x=alt.X("begin:Q", scale=span), x2="end:Q")] if years else []


def _names(drawn: pd.DataFrame, span: alt.Scale, names: list[str], top: float) -> tuple[alt.Chart, alt.Chart]:
    """The name of each line over its end, moved apart where they would touch."""
    ends = drawn.dropna(subset="rate_per_10k").groupby("name", sort=False).tail(1)
    heights = spread(ends["rate_per_10k"].tolist(), top * LABEL_HEIGHT / PLOT_HEIGHT)
    edge = span["domain"][1]
    words = alt.Chart(ends.assign(height=heights, edge=edge)).encode(
        x=alt.X("edge:Q", scale=span), y="height:Q", text="name:N"
    )
    inks = alt.Color("name:N", scale=alt.Scale(domain=names, range=list(INKS[: len(names)])), legend=None)
    is_wide = alt.expr(f"width < {WIDE_ENOUGH} ? 0 : 1")
    under, over = haloed(words, align="right", baseline="middle", fontWeight="bold", opacity=is_wide)
    return under, over.encode(color=inks)


def decile_bars(profile: pd.DataFrame) -> alt.LayerChart:
    """The share of children by national tenth of deprivation, the country's share as a tick."""
    x = alt.X(
        "imd_decile:O",
        title=["National tenth of neighbourhoods", "(1 = most deprived)"],
        axis=alt.Axis(labelAngle=0),
    )
    title = "Children aged 0 to 17 (%)"
    bars = alt.Chart(profile).mark_bar(color=BLUE, opacity=0.85)
    ticks = alt.Chart(profile).mark_tick(color=ORANGE, thickness=3)
    tooltip = [alt.Tooltip("children_pct:Q", title=title, format=".1f")]
    return finished(
        bars.encode(x=x, y=alt.Y("children_pct:Q", title=title, scale=alt.Scale(zero=True)), tooltip=tooltip),
        ticks.encode(x=x, y=alt.Y("england_children_pct:Q", title=title)),
        height=HEIGHT - 100,
    )


def funnel(rows: pd.DataFrame, *, title: str) -> alt.LayerChart:
    """Ratios by expected number within limits that open to the left; those compared are dark."""
    scale = alt.Scale(type="log", nice=False, domain=[rows["expected"].min() * 0.8, rows["expected"].max() * 1.3])
    axis = alt.Axis(values=EXPECTED_TICKS, grid=False, format=",d")
    x = alt.X("expected:Q", title="Expected number (logarithmic)", scale=scale, axis=axis)
    tall = alt.Scale(domain=[0, ROOM_ABOVE * rows["ratio"].max()], nice=False)
    base = alt.Chart(rows).encode(x=x)
    lines = [
        base.mark_line(color=GREY, strokeWidth=width, clip=True).encode(y=alt.Y(f"{name}:Q", title=title, scale=tall))
        for name, width in (("limit_low_95", 1), ("limit_high_95", 1), ("limit_low_998", 2), ("limit_high_998", 2))
    ]
    as_expected = alt.Chart(pd.DataFrame({"ratio": [1.0]})).mark_rule(color=GREY, strokeDash=[5, 4])
    tooltip = [
        alt.Tooltip("la_name:N", title="Local authority"),
        alt.Tooltip("ratio:Q", title=title, format=".2f"),
        alt.Tooltip("observed:Q", title="Observed", format=",.0f"),
        alt.Tooltip("expected:Q", title="Expected", format=",.0f"),
    ]
    dots = base.encode(y=alt.Y("ratio:Q", title=title, scale=tall), tooltip=tooltip)
    others = dots.transform_filter("!datum.is_compared").mark_circle(color=BLUE, size=40, opacity=0.35)
    compared = dots.transform_filter("datum.is_compared").mark_circle(color=PURPLE, size=90, opacity=1)
    rule = as_expected.encode(y=alt.Y("ratio:Q", title=title, scale=tall))
    return finished(*lines, rule, others, compared, height=HEIGHT)
