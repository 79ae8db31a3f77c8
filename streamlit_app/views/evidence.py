"""What does the literature claim, what do these data show of it, and how far can the method be trusted?"""

import streamlit as st

from analysis import file_names
from analysis.reading import evidence as read
from analysis.sentences import evidence as sentences
from analysis.sentences import sources
from analysis.tables import evidence as tables
from streamlit_app import controls, furniture
from streamlit_app.figures import downloads, show
from streamlit_app.figures import evidence as figures
from streamlit_app.shown import show_table

build, dataset = furniture.begin("Evidence: what is claimed, and what do these data show?")
is_synthetic = dataset["is_synthetic"]

st.header("Is the gradient steeper in affluent authorities?")
datasets = {dataset_id: sentences.dataset_name(dataset_id) for dataset_id in read.datasets(build)}
if not datasets:
    st.info(sentences.NO_CURVES)
else:
    dataset_id = controls.choose(st.container(), "dataset", "Data set", datasets)
    verdicts = read.verdicts(build, dataset_id)
    with st.container(border=True):
        st.markdown(sentences.verdicts(verdicts, dataset_id))
    show_table(tables.verdicts(verdicts), "Verdicts of the curvature protocol")
    file_name = file_names.of("verdicts", dataset_id, build=build, is_synthetic=is_synthetic)
    downloads(verdicts, file_name, "the verdicts")
    fits = {f"{row['indicator_id']}-{row['financial_year_end']}": row for _, row in verdicts.iterrows()}
    labels = {name: f"{row['label']}, {row['financial_year_end']}" for name, row in fits.items()}
    fit = fits[controls.choose(st.container(), "fit", "Measure and year", labels)]
    st.markdown(sentences.fit(fit))
    show(figures.curves(build, fit))
    show(figures.scores(build, fit))

st.header("The claims of the literature")
claims = read.claims(build)
if claims.empty:
    st.info(sentences.NO_CLAIMS)
else:
    st.markdown(sentences.claims(claims))
    show_table(tables.claims(claims), "Claims, and what this build shows of them")
    downloads(claims, file_names.of("claims", build=build, is_synthetic=is_synthetic), "the claims")

st.header("Licence and build")
st.markdown(f"- {sources.licence(is_synthetic=is_synthetic)}\n- Build `{build.stem}`.")
