"""The app's list of pages."""

import streamlit as st

PAGES = {
    "summary": "Summary",
    "gradient": "Gradient",
    "my_area": "My area",
    "compare": "Compare",
    "maps": "Maps",
    "data": "Data and quality",
}

st.set_page_config(page_title="Social gradients in children's social care, England")
st.navigation(
    [st.Page(f"views/{name}.py", title=title, default=name == "summary") for name, title in PAGES.items()],
    position="top",
).run()
