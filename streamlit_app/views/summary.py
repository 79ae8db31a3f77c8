"""Are children in more deprived areas more likely to be involved with children's social care?"""

import streamlit as st

from analysis.reading import gradients as read
from analysis.reading import sources
from analysis.sentences import absences, trends
from analysis.sentences import gradients as sentences
from analysis.tables import gradients as tables
from streamlit_app import controls, furniture
from streamlit_app.figures import gradients as figures
from streamlit_app.figures import show
from streamlit_app.shown import show_table

build, dataset = furniture.begin(
    "Are children in more deprived areas more likely to be involved with children's social care?"
)
choice, measure = controls.pick(build, dataset)
gradients = read.gradients(build, choice)

furniture.headline(build, choice, gradients)
if "poisson" in gradients:
    st.markdown(sentences.other_model(gradients["poisson"], gradients.get("nb2")))
if choice.is_synthetic and "pooled_poisson" in gradients:
    st.info(sentences.neighbourhoods(gradients["pooled_poisson"], choice))
if gradients:
    show_table(tables.models(gradients), "The slope by model")

st.header("Rates and income deprivation, between local authorities")
show(figures.authorities(build, choice, measure))

st.header("Is it changing? The gap by year, between local authorities")
st.markdown(trends.change(read.change(build, choice), choice))
show(figures.gap_by_year(build, choice, "sii"))
show(figures.gap_by_year(build, choice, "rii"))

st.header("The gap by stage, between local authorities")
ladder = read.ladder(build, choice)
st.markdown(sentences.ladder(ladder, choice))
show_table(tables.ladder_for_screen(ladder), f"Slope and gaps by stage in {choice.financial_year_end}")

furniture.limits(absences.missing(read.authorities(build, choice)))
furniture.source(
    sources.releases(build, choice), sources.estimated(build, choice), build, is_synthetic=choice.is_synthetic
)
