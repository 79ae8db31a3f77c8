"""A table of words on the screen."""

import pandas as pd
import streamlit as st

from analysis.tables.html import STYLE, as_html


def show_table(table: pd.DataFrame, caption: str) -> None:
    """The frame's index, named, is the header of each row; every cell is text."""
    st.html(f"<style>{STYLE}</style>{as_html(table, caption)}")
