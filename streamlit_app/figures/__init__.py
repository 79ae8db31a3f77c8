"""A figure: chart, the same as a table, how to read it, and files of exactly what is shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.brief.page import brief, brief_name
from analysis.choice import upper_first
from analysis.reading import Row
from streamlit_app import exports
from streamlit_app.shown import show_table

prepared = st.cache_data(max_entries=300, show_spinner=False)
"""Keeps a figure for the next visitor with the same choice: Altair takes longer to write a chart than to read it."""


def drawn(chart: alt.LayerChart | None) -> dict[str, Any] | None:
    """The specification of a chart."""
    return None if chart is None else chart.to_dict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`what` completes "Download …"; `rows` are the unrounded rows behind `table`."""

    what: str
    chart: dict[str, Any] | None
    alt: str
    key: str
    table: pd.DataFrame
    rows: pd.DataFrame
    file_name: str
    how_to_read: str


def show(figure: Figure, *, has_downloads: bool = True) -> None:
    """Chart | Data | How to read; a figure without a chart says why in `key`."""
    chart_tab, data_tab, help_tab = st.tabs(["Chart", "Data", "How to read"])
    with chart_tab:
        if figure.chart is not None:
            st.vega_lite_chart(spec=figure.chart, alt=figure.alt)
        st.caption(figure.key)
    with data_tab:
        show_table(figure.table, upper_first(figure.what))
    with help_tab:
        st.markdown(figure.how_to_read)
    if has_downloads:
        downloads(figure.rows, figure.file_name, figure.what)


def downloads(rows: pd.DataFrame, file_name: str, what: str) -> None:
    """Two files, written when they are asked for."""
    with st.container(horizontal=True):
        st.download_button(
            f"Download {what} (CSV)",
            lambda: exports.csv(rows),
            f"{file_name}.csv",
            "text/csv",
            on_click="ignore",
            wrap=True,
        )
        st.download_button(
            f"Download {what} (Parquet)",
            lambda: exports.parquet(rows),
            f"{file_name}.parquet",
            "application/vnd.apache.parquet",
            on_click="ignore",
            wrap=True,
        )


def download_brief(build: Path, area: Row, *, is_synthetic: bool) -> None:
    """The area brief, written when it is asked for."""
    st.download_button(
        "Download the area brief (HTML, prints on two pages)",
        lambda: brief(build, area).encode("utf-8"),
        brief_name(build, area, is_synthetic=is_synthetic),
        "text/html",
        on_click="ignore",
        wrap=True,
    )
