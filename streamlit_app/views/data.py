"""What is held here, where does it come from, and how far can it be trusted?"""

import streamlit as st

from analysis.reading import catalogue as read
from analysis.sentences import catalogue as sentences
from analysis.sentences import sources
from streamlit_app import controls, furniture, sections

build, dataset = furniture.begin("What is held here, and how far can it be trusted?")
is_synthetic = dataset["is_synthetic"]
furniture.finding(sentences.overview(read.overview(build), is_synthetic=is_synthetic))
titles = {name: title for name, (title, _) in sections.SECTIONS.items()}
section = controls.choose(st.container(), "section", "Section", titles)

title, show_section = sections.SECTIONS[section]
st.header(title)
show_section(build, is_synthetic=is_synthetic)

st.header("Licence and build")
st.markdown(
    f"- {sources.licence(is_synthetic=is_synthetic)}\n- Build `{build.stem}`.\n"
    "- Not official statistics: our analysis of published tables."
)
