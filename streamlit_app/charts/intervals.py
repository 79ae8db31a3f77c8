"""A row for each thing compared: its name and figure in words, over a dot with its 95% interval."""

import altair as alt
import pandas as pd

from streamlit_app.charts.style import BLUE, GREY, ORANGE, finished, haloed

ROW_HEIGHT = 46
LONG_ROW_HEIGHT = 62
LINE_LENGTH = 40  # characters that a phone has room for
LINE_HEIGHT = 15
ABOVE_THE_MARK = 9
AXIS_HEIGHT = 65
MARGIN = 0.04


def interval_rows(
    rows: pd.DataFrame, *, title: str | list[str], reference: float | None = None, from_zero: bool = False
) -> alt.LayerChart | None:
    """`rows` has `said`, `value`, `low` and `high`, drawn in its order; one without a value has its words alone.

    Where it has `truth`, an orange diamond marks what the figure should have been. Where none has a value there is
    nothing to draw.
    """
    if rows["value"].isna().all():
        return None
    is_long = bool(rows["said"].str.len().max() > LINE_LENGTH)
    said = rows["said"].str.replace(": ", ":\n", n=1) if is_long else rows["said"]
    drawn = rows.assign(order=range(len(rows)), said=said)
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.5, paddingOuter=0.25))
    x_of = {"title": title, "scale": _scale(drawn, reference, from_zero=from_zero), "axis": alt.Axis(tickCount=5)}
    known = alt.Chart(drawn.dropna(subset="value")).encode(y=y, tooltip=[alt.Tooltip("said:N", title="Figure")])
    layers = [
        known.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", **x_of), x2="high:Q"),
        known.mark_circle(color=BLUE, size=90, opacity=1).encode(x=alt.X("value:Q", **x_of)),
        *haloed(
            alt.Chart(drawn).encode(y=y, x=alt.value(0), text="said:N"),
            align="left",
            baseline="line-bottom",
            dy=-ABOVE_THE_MARK - (LINE_HEIGHT if is_long else 0),
            lineHeight=LINE_HEIGHT,
            lineBreak="\n",
        ),
    ]
    if "truth" in drawn:
        mark = known.mark_point(shape="diamond", color=ORANGE, size=110, strokeWidth=2.5)
        layers.insert(2, mark.encode(x=alt.X("truth:Q", **x_of)))
    if reference is not None:
        line = alt.Chart(pd.DataFrame({"value": [reference]})).mark_rule(color=GREY, strokeDash=[5, 4])
        layers.insert(0, line.encode(x=alt.X("value:Q", **x_of)))
    return finished(*layers, height=(LONG_ROW_HEIGHT if is_long else ROW_HEIGHT) * len(rows) + AXIS_HEIGHT)


def _scale(rows: pd.DataFrame, reference: float | None, *, from_zero: bool) -> alt.Scale:
    """Just wide enough for every interval and the reference."""
    ends = [*rows["low"].dropna(), *rows["high"].dropna(), *rows["value"].dropna()]
    ends += list(rows["truth"].dropna()) if "truth" in rows else []
    ends += [reference] if reference is not None else []
    if not ends:
        return alt.Scale()
    low, high = (0.0 if from_zero else min(ends)), max(ends)
    room = MARGIN * (high - low)
    return alt.Scale(domain=[low if from_zero else low - room, high + room], nice=False)
