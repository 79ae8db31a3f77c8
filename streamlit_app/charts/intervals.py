"""A row for each thing compared: its name and figure in words, over a dot with its 95% interval."""

from collections.abc import Sequence
from textwrap import wrap

import altair as alt
import pandas as pd

from analysis.palette import BLUE, GREY, ORANGE
from streamlit_app.charts.style import finished, haloed

ROW_HEIGHT = 46
LINE_HEIGHT = 16
ABOVE_THE_MARK = 9
BLANK = " \n"
LINE_LENGTH = 40  # characters that a phone has room for
AXIS_HEIGHT = 65
MARGIN = 0.04


def marks(rows: pd.DataFrame, said: Sequence[str], columns: str) -> pd.DataFrame:
    """What `interval_rows` takes: `columns` names the estimate and its two ends, each row is `said` in words."""
    truth = ["truth"] if "truth" in rows else []
    ends = rows[[*columns.split(), *truth]].set_axis(["value", "low", "high", *truth], axis=1)
    return ends.assign(said=list(said)).reset_index(drop=True)


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
    said = _alike(rows["said"].map(_broken)) if is_long else rows["said"]
    above = LINE_HEIGHT * int(said.str.count("\n").max())
    drawn = rows.assign(order=range(len(rows)), said=said)
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.5, paddingOuter=0.5))
    x_of = {"title": title, "scale": _scale(drawn, reference, from_zero=from_zero), "axis": alt.Axis(tickCount=5)}
    known = alt.Chart(drawn.dropna(subset="value")).encode(y=y, tooltip=[alt.Tooltip("said:N", title="Figure")])
    layers = [
        known.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", **x_of), x2="high:Q"),
        known.mark_circle(color=BLUE, size=90, opacity=1).encode(x=alt.X("value:Q", **x_of)),
        *haloed(
            alt.Chart(drawn).encode(y=y, x=alt.value(0), text="said:N"),
            align="left",
            baseline="line-bottom",
            dy=-ABOVE_THE_MARK - above,
            lineBreak="\n",
            lineHeight=LINE_HEIGHT,
        ),
    ]
    if "truth" in drawn:
        mark = known.mark_point(shape="diamond", color=ORANGE, size=110, strokeWidth=2.5)
        layers.insert(2, mark.encode(x=alt.X("truth:Q", **x_of)))
    if reference is not None:
        line = alt.Chart(pd.DataFrame({"value": [reference]})).mark_rule(color=GREY, strokeDash=[5, 4])
        layers.insert(0, line.encode(x=alt.X("value:Q", **x_of)))
    return finished(*layers, height=int((ROW_HEIGHT + above) * (len(rows) + 0.5)) + AXIS_HEIGHT)


def _broken(said: str) -> str:
    """The name in lines that a phone has room for, and its figure on a line of its own."""
    name, colon, figure = said.partition(": ")
    return "\n".join([*wrap(f"{name}{colon.strip()}", LINE_LENGTH), *filter(None, [figure])])


def _alike(said: pd.Series) -> pd.Series:
    """The same with blank lines before, so that all end on the same line: Vega counts lines from the first."""
    lines = said.str.count("\n")
    return pd.Series(
        [BLANK * int(lines.max() - own) + words for words, own in zip(said, lines, strict=True)], said.index
    )


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
