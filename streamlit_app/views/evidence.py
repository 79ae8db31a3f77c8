"""What does the literature claim, what do these data show of it, and how far can the method be trusted?"""

import streamlit as st

from analysis.reading import own_records
from analysis.sentences import sources
from streamlit_app import controls, furniture
from streamlit_app.evidence_sections import OWN, SECTIONS

build, dataset = furniture.begin("Evidence: what is claimed, and what do these data show?")
is_synthetic = dataset["is_synthetic"]
sections = SECTIONS | OWN if own_records.named() else SECTIONS
titles = {name: title for name, (title, _) in sections.items()}
section = controls.choose(st.container(), "evidence", "Section", titles)

title, show_section = sections[section]
st.header(title)
show_section(build)

st.header("Licence and build")
st.markdown(f"- {sources.licence(is_synthetic=is_synthetic)}\n- Build `{build.stem}`.")
