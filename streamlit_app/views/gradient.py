"""How do rates follow deprivation, stage by stage, and how far does the answer depend on the method?"""

import streamlit as st

from analysis.reading import gradients as read
from analysis.reading import sources
from analysis.sentences import absences
from analysis.sentences import gradients as sentences
from streamlit_app import controls, furniture
from streamlit_app.figures import gradients as figures
from streamlit_app.figures import show

build, dataset = furniture.begin("How steep is the social gradient between local authorities?")
choice, measure = controls.pick(build, dataset)
highlight = controls.pick_highlight(build)
gradients = read.gradients(build, choice)

furniture.headline(build, choice, gradients)
show(figures.authorities(build, choice, measure, highlight))

st.header("The stages side by side, between local authorities")
st.markdown(sentences.ladder(read.ladder(build, choice), choice))
show(figures.stages(build, choice))

st.header("Does the answer depend on the method?")
st.markdown(sentences.sensitivity(read.sensitivity(build, choice)))
show(figures.methods(build, choice))

furniture.limits(absences.missing(read.authorities(build, choice)))
estimated = sources.estimated(build, choice) + sources.estimated_among_methods(build, choice)
furniture.source(sources.releases(build, choice), estimated, build, is_synthetic=choice.is_synthetic)
