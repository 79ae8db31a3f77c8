"""Are children in more deprived areas more likely to be involved with children's social care?"""

import streamlit as st

from streamlit_app import charts, controls, furniture, sentences, tables, warehouse

build = warehouse.published()
if build is None:
    furniture.no_warehouse()

dataset = warehouse.dataset(build)
furniture.banner(is_synthetic=dataset["is_synthetic"])
st.title("Are children in more deprived areas more likely to be involved with children's social care?")
choice, measure = controls.pick(build, dataset)
areas = warehouse.authorities(build, choice)
gradients = warehouse.gradients(build, choice)
years = warehouse.trend(build, choice)
missing = sentences.missing(areas)

st.header(sentences.heading(choice))
with st.container(border=True):
    reasons = warehouse.not_fitted(build, choice)
    st.markdown(sentences.finding(gradients.get("poisson"), choice, reason=reasons.get("poisson")))
    st.markdown(sentences.gaps(warehouse.indices(build, choice)))
if "poisson" in gradients:
    st.markdown(sentences.other_model(gradients["poisson"], gradients.get("nb2")))
if choice.is_synthetic and "pooled_poisson" in gradients:
    st.info(sentences.neighbourhoods(gradients["pooled_poisson"], choice))
if gradients:
    st.table(tables.models(gradients))

st.header("Rates and income deprivation, between local authorities")
chart_tab, data_tab, help_tab = st.tabs(["Chart", "Data", "How to read"])
with chart_tab:
    st.altair_chart(charts.scatter(areas, choice), alt=sentences.chart_alt(areas, choice))
    st.caption(sentences.chart_key(choice))
with data_tab:
    st.table(tables.for_screen(areas, choice))
with help_tab:
    furniture.how_to_read(measure, warehouse.national(build, choice), choice)
st.caption(missing)
st.download_button("Download these rows (CSV)", tables.csv(areas), tables.csv_name(choice, build), "text/csv")

st.header("Is it changing? The rate ratio by year, between local authorities")
chart_tab, data_tab = st.tabs(["Chart", "Data"])
with chart_tab:
    st.altair_chart(charts.trend(years), alt=sentences.trend_alt(years))
with data_tab:
    st.table(tables.trend_for_screen(years))
st.caption(sentences.trend_key(years))

furniture.limits(missing)
furniture.source(warehouse.releases(build, choice), warehouse.estimated(build, choice), build, choice)
