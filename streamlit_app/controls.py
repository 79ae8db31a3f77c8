"""The reader's choices: controls that live in the address, so that a link shows the same page.

They keep their values from page to page. The address wins where it has changed since it was last written, as it has
on arrival by a link or by the back button.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.choice import AT_31_MARCH, Choice
from analysis.reading import Row, areas, gradients

Option = TypeVar("Option", str, int)

COMPARED_AT_MOST = 4
NOBODY = "none"


def _asked(key: str) -> str | None:
    """What the reader last asked for under this key, in the address or in the control."""
    in_address = st.query_params.get(key)
    if in_address is not None and in_address != st.session_state.get(f"written_{key}"):
        return in_address
    if key in st.session_state:
        value = st.session_state[key]
        return ",".join(value) if isinstance(value, list) else str(value)
    return st.session_state.get(f"written_{key}")


def _write(key: str, value: str) -> None:
    st.query_params[key] = st.session_state[f"written_{key}"] = value


def choose(place: DeltaGenerator, key: str, label: str, options: Mapping[Option, str]) -> Option:
    """Pick one of the options; the address names it by its id, defaults included.

    An address or an earlier choice that is none of the options gives way to the first, visibly.
    """
    first = next(iter(options))
    by_id = {str(option): option for option in options}
    asked = _asked(key) or str(first)
    if asked not in by_id:
        st.warning(f"“{label}” does not offer what was asked for: showing {options[first]}.")
    st.session_state[key] = by_id.get(asked, first)
    chosen = place.selectbox(label, list(options), format_func=options.__getitem__, key=key)
    _write(key, str(chosen))
    return chosen


def choose_some(place: DeltaGenerator, key: str, label: str, options: Mapping[str, str]) -> list[str]:
    """Pick up to four of the options; what is not among them is left out, visibly."""
    asked = (_asked(key) or next(iter(options))).split(",")
    known = [option for option in asked if option in options][:COMPARED_AT_MOST]
    if asked not in (known, [""]):
        st.warning(f"“{label}” does not offer all that was asked for: showing what it has, {COMPARED_AT_MOST} at most.")
    st.session_state[key] = known
    chosen = place.multiselect(
        label, list(options), format_func=options.__getitem__, key=key, max_selections=COMPARED_AT_MOST
    )
    _write(key, ",".join(chosen))
    return chosen


def write(key: str, label: str) -> str:
    """Free words; none to begin with."""
    st.session_state[key] = _asked(key) or ""
    words: str = st.text_input(label, key=key)
    _write(key, words)
    return words


def pick(build: Path, dataset: Row) -> tuple[Choice, Row]:
    """Measure, year and edition; and the measure's own words."""
    measure_place, year_place, edition_place = st.columns([2, 1, 1])
    measures = gradients.measures(build)
    labels = {indicator_id: row["label"] for indicator_id, row in measures.items()}
    indicator_id = choose(measure_place, "measure", "Measure", labels)
    year_label = "At 31 March" if indicator_id.endswith(AT_31_MARCH) else "Year ending 31 March"
    years = {year: str(year) for year in gradients.years(build, indicator_id)}
    editions = {edition: str(edition) for edition in gradients.editions(build)}
    choice = Choice(
        dataset_id=dataset["dataset_id"],
        is_synthetic=dataset["is_synthetic"],
        indicator_id=indicator_id,
        label=labels[indicator_id],
        financial_year_end=choose(year_place, "year", year_label, years),
        imd_edition=choose(edition_place, "edition", "Indices of Deprivation", editions),
    )
    return choice, measures[indicator_id]


def pick_area(build: Path) -> Row:
    """One authority of today: la_code, la_name, region_code, region_name."""
    listed = {row["la_code"]: row for row in areas.current(build)}
    names = {la_code: row["la_name"] for la_code, row in listed.items()}
    return listed[choose(st.container(), "area", "Local authority", names)]


def pick_highlight(build: Path) -> Row | None:
    """An authority to point out, or none."""
    listed = {row["la_code"]: row for row in areas.current(build)}
    names = {NOBODY: "No authority"} | {la_code: row["la_name"] for la_code, row in listed.items()}
    return listed.get(choose(st.container(), "highlight", "Point out", names))


def pick_areas(build: Path) -> list[str]:
    names = {row["la_code"]: row["la_name"] for row in areas.current(build)}
    return choose_some(st.container(), "areas", f"Local authorities ({COMPARED_AT_MOST} at most)", names)


def pick_neighbour_model(build: Path) -> int | None:
    """The version of the statistical neighbours, or None where the build has none."""
    versions = {version: f"Model of {version}" for version in areas.neighbour_models(build)}
    return choose(st.container(), "neighbours", "Statistical neighbours", versions) if versions else None


def pick_map() -> str:
    return choose(st.container(), "shows", "Map shows", {"deprivation": "Deprivation", "rurality": "Rural and urban"})


def pick_who() -> str:
    options = {"neighbours": "An authority and its statistical neighbours", "authorities": "Authorities of my choice"}
    return choose(st.container(), "who", "Compare", options)
