"""The app's navigation."""

import streamlit as st

from streamlit_app.pages import PAGES

st.set_page_config(page_title="Social gradients in children's social care, England")
st.navigation(
    [st.Page(f"views/{name}.py", title=title, default=name == "summary") for name, title in PAGES.items()],
    position="top",
).run()
