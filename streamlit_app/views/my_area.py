"""One authority: its rates over time beside others, what is expected, where its children live, and what is missing."""

import streamlit as st

from analysis.reading import areas as read
from analysis.reading import has_table, sources
from analysis.reading import maps as read_maps
from analysis.sentences import areas as sentences
from analysis.sentences import maps as map_sentences
from analysis.tables import areas as tables
from streamlit_app import controls, furniture
from streamlit_app.figures import areas as figures
from streamlit_app.figures import download_brief, maps, show
from streamlit_app.shown import show_table

build, dataset = furniture.begin("My area: how does it compare, and what is known about it?")
area = controls.pick_area(build)
choice, _ = controls.pick(build, dataset)
model_version = controls.pick_neighbour_model(build)
name, la_code = area["la_name"], area["la_code"]
series = read.series(build, choice, area, model_version)

st.header(f"{furniture.synthetic(choice)}{name}: {choice.thing}, {choice.period}")
own, england = read.in_year(series, "area", choice), read.in_year(series, "national", choice)
furniture.finding(sentences.finding(own, england, name, choice))
show(figures.by_year(build, choice, area, model_version))
download_brief(build, area, is_synthetic=choice.is_synthetic)

st.header("Every stage, newest year")
headlines = read.headlines(build, la_code)
show_table(tables.headlines(headlines), f"Rates of every stage in {name}, newest year")

st.header("Observed and expected, between local authorities")
expected = read.expected(build, choice, la_code) if has_table(build, "results", "la_expected") else None
if expected is None or expected.empty:
    st.info(sentences.NO_EXPECTED if expected is None else sentences.NOT_EXPECTED)
else:
    st.markdown(sentences.expected(expected, choice, name))
    show(figures.expected(build, choice, area))

st.header("Where its children live: exposure, not outcome")
rows = read_maps.neighbourhoods(build, la_code, choice.imd_edition)
st.markdown(map_sentences.neighbourhoods(rows, name, choice))
show(figures.profile(build, choice, area))
show(maps.neighbourhoods(build, choice, area, shows=controls.pick_map()))

st.header("Known problems of its figures")
problems = sentences.problems(read.breaks(build, choice, la_code), read.coverage(build, la_code))
st.markdown("\n".join(f"- {problem}" for problem in problems) or sentences.no_problems(name))
neighbours = read.neighbours(build, la_code, model_version)["la_name"].tolist()
if neighbours:
    st.markdown(f"Statistical neighbours, model of {model_version}, nearest first: {', '.join(neighbours)}.")
furniture.source(
    sources.releases(build, choice), sources.estimated(build, choice), build, is_synthetic=choice.is_synthetic
)
