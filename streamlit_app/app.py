"""The app's list of pages."""

import streamlit as st

st.set_page_config(page_title="Social gradients in children's social care, England")
st.navigation([st.Page("views/summary.py", title="Summary", default=True)], position="top").run()
