"""Some authorities beside each other and the country, with intervals; no ranks."""

import streamlit as st

from analysis.reading import areas as read
from analysis.reading import gradients, sources
from analysis.sentences import areas as sentences
from streamlit_app import controls, furniture
from streamlit_app.figures import areas as figures
from streamlit_app.figures import show

build, dataset = furniture.begin("Compare: can these authorities be told apart?")
who = controls.pick_who()
if who == "neighbours":
    area = controls.pick_area(build)
    neighbours = read.neighbours(build, area["la_code"], controls.pick_neighbour_model(build))
    codes = [area["la_code"], *neighbours["la_code"]]
else:
    codes = controls.pick_areas(build)
choice, _ = controls.pick(build, dataset)
authorities = read.authorities(build, choice)
shown = authorities[authorities["la_code"].isin(codes)]
england = gradients.national(build, choice)

st.header(f"{furniture.synthetic(choice)}{choice.what}, {choice.period}")
if shown.empty:
    st.info("Choose at least one authority.")
    st.stop()
furniture.finding(sentences.compared(shown, england, choice))
show(figures.side_by_side(shown, england, choice, build))

if who == "authorities":
    st.header("By year")
    chosen = [row for row in read.current(build) if row["la_code"] in codes]
    show(figures.compared_by_year(build, choice, chosen))

funnel = read.funnel(build, choice)
st.header("Observed and expected: a funnel of all local authorities")
if funnel.empty:
    st.info(sentences.NO_FUNNEL)
else:
    st.markdown(sentences.funnel(funnel[funnel["la_code"].isin(codes)], choice))
    show(figures.funnel(build, choice, funnel, codes))

furniture.source(sources.releases(build, choice), [], build, is_synthetic=choice.is_synthetic)
