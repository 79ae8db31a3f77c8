"""Where are rates high, and where is deprivation? Maps, each with the same as a table."""

import streamlit as st

from analysis.reading import areas, sources
from analysis.reading import maps as read
from analysis.sentences import maps as sentences
from streamlit_app import controls, furniture
from streamlit_app.figures import maps as figures
from streamlit_app.figures import show

build, dataset = furniture.begin("Maps: where are rates high, and where is deprivation?")
choice, _ = controls.pick(build, dataset)

st.header(f"{furniture.synthetic(choice)}{choice.what} by local authority, {choice.period}")
furniture.finding(f"**{sentences.authorities(areas.authorities(build, choice), choice)}**")
show(figures.authorities(build, choice))

st.header("Neighbourhoods of one authority: exposure, not outcome")
area = controls.pick_area(build)
rows = read.neighbourhoods(build, area["la_code"], choice.imd_edition)
st.markdown(sentences.neighbourhoods(rows, area["la_name"], choice))
show(figures.neighbourhoods(build, choice, area, shows=controls.pick_map()))

furniture.source(
    sources.releases(build, choice), sources.estimated(build, choice), build, is_synthetic=choice.is_synthetic
)
