"""The app as AppTest runs it, read the way a person would."""

from html.parser import HTMLParser

import pandas as pd
from streamlit.testing.v1 import AppTest

from ingestion.paths import REPOSITORY

APP = str(REPOSITORY / "streamlit_app" / "app.py")


def run(view: str = "summary", **query: str) -> AppTest:
    """A page on arrival by an address that has these choices."""
    page = AppTest.from_file(APP, default_timeout=60)
    page.query_params.update(query)
    if view != "summary":
        page.switch_page(f"views/{view}.py")
    return page.run()


def text(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.header, page.info, page.error, page.warning)
    return "\n".join(element.value for elements in kinds for element in elements)


class _Table(HTMLParser):
    """The cells of the one table in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.is_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        self.is_cell = tag in ("th", "td", "wbr")

    def handle_endtag(self, tag: str) -> None:
        self.is_cell = False

    def handle_data(self, data: str) -> None:
        if self.is_cell:
            self.rows[-1][-1] += data


def tables(page: AppTest) -> list[pd.DataFrame]:
    """Every table on the page, by the header of its rows."""
    found = []
    for element in page.get("html"):
        parser = _Table()
        parser.feed(element.proto.body)
        if parser.rows:
            heads, *rows = parser.rows
            found.append(pd.DataFrame(rows, columns=heads).set_index(heads[0]))
    return found
