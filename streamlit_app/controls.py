"""The reader's choices: three controls that live in the address, so that a link shows the same page."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from streamlit_app import warehouse
from streamlit_app.choice import AT_31_MARCH, Choice
from streamlit_app.warehouse import Row

Option = TypeVar("Option", str, int)


def _choose(place: DeltaGenerator, key: str, label: str, options: Mapping[Option, str]) -> Option:
    """Pick one of the options; the address names it by its id, defaults included.

    An address or an earlier choice that is none of the options gives way to the first, visibly.
    """
    first = next(iter(options))
    by_id = {str(option): option for option in options}
    asked = str(st.session_state.get(key, st.query_params.get(key, first)))
    if asked not in by_id:
        st.warning(f"“{label}” does not offer what was asked for: showing {options[first]}.")
    st.session_state[key] = by_id.get(asked, first)
    chosen = place.selectbox(label, list(options), format_func=options.__getitem__, key=key)
    st.query_params[key] = str(chosen)
    return chosen


def pick(build: Path, dataset: Row) -> tuple[Choice, Row]:
    """The choice, and the measure's own words."""
    measure_place, year_place, edition_place = st.columns([2, 1, 1])
    measures = warehouse.measures(build)
    labels = {indicator_id: row["label"] for indicator_id, row in measures.items()}
    indicator_id = _choose(measure_place, "measure", "Measure", labels)
    year_label = "At 31 March" if indicator_id.endswith(AT_31_MARCH) else "Year ending 31 March"
    years = {year: str(year) for year in warehouse.years(build, indicator_id)}
    editions = {edition: str(edition) for edition in warehouse.editions(build)}
    choice = Choice(
        dataset_id=dataset["dataset_id"],
        is_synthetic=dataset["is_synthetic"],
        indicator_id=indicator_id,
        label=labels[indicator_id],
        financial_year_end=_choose(year_place, "year", year_label, years),
        imd_edition=_choose(edition_place, "edition", "Indices of Deprivation", editions),
    )
    return choice, measures[indicator_id]
