"""The sections of the Data and quality page: each reads, says how much there is, and shows it."""

from pathlib import Path

import streamlit as st

from analysis import file_names
from analysis.reading import catalogue as read
from analysis.reading import gradients
from analysis.sentences import catalogue as sentences
from analysis.sentences import glossary, sources
from analysis.tables import catalogue as tables
from ingestion.paths import REPOSITORY
from streamlit_app import controls, exports
from streamlit_app.figures import downloads
from streamlit_app.shown import show_table

ON_SCREEN_AT_MOST = 200
IN_A_DOWNLOAD_AT_MOST = 600_000


def dictionary(build: Path, *, is_synthetic: bool) -> None:
    words = controls.write("words", "Words in the name of an indicator")
    found = read.dictionary(build, words)
    st.markdown(sentences.found(len(found), "indicator"))
    if not found.empty:
        show_table(tables.dictionary(found), "Indicators")
    downloads(found, file_names.of("dictionary", build=build, is_synthetic=is_synthetic), "these indicators")


def glossary_of_terms(_: Path, *, is_synthetic: bool) -> None:
    st.markdown("What the words on these pages and in the data mean.")
    for title, terms in glossary.groups().items():
        st.subheader(title)
        show_table(tables.glossary(terms), title)


def releases(build: Path, *, is_synthetic: bool) -> None:
    found = read.publications(build)
    st.markdown(
        "A stand-in is a file that cannot be had as published and was rebuilt in its layout. Columns of it that had to "
        "be estimated are listed below, and named wherever a page rests on them."
    )
    show_table(tables.publications(found), "Publications")
    downloads(found, file_names.of("publications", build=build, is_synthetic=is_synthetic), "the publications")
    st.subheader("Estimated columns")
    estimated = read.estimated(build)
    if estimated.empty:
        st.markdown("No column of this build was estimated.")
    else:
        show_table(tables.estimated(estimated), "Estimated columns")


def coverage(build: Path, *, is_synthetic: bool) -> None:
    names = {name: name for name in read.covered_tables(build)}
    table_name = controls.choose(st.container(), "table", "Published table", names)
    found = read.coverage(build, table_name)
    st.markdown(f"{sentences.found(len(found), 'incomplete return')} {_cut(len(found))}")
    if not found.empty:
        show_table(tables.coverage(found.head(ON_SCREEN_AT_MOST)), "Incomplete returns")
    file_name = file_names.of("coverage", table_name, build=build, is_synthetic=is_synthetic)
    downloads(found, file_name, "the incomplete returns")
    st.subheader("Breaks in series")
    show_table(tables.breaks(read.breaks(build)), "Breaks in series")


def revisions(build: Path, *, is_synthetic: bool) -> None:
    labels = {indicator_id: row["label"] for indicator_id, row in gradients.measures(build).items()}
    indicator_id = controls.choose(st.container(), "measure", "Measure", labels)
    found = read.revisions(build, indicator_id)
    st.markdown(f"{sentences.found(len(found), 'revised count')} {_cut(len(found))}")
    if not found.empty:
        show_table(tables.revisions(found.head(ON_SCREEN_AT_MOST)), "Revised counts")
    file_name = file_names.of("revisions", indicator_id, build=build, is_synthetic=is_synthetic)
    downloads(found, file_name, "the revised counts")


def _cut(number_found: int) -> str:
    return f"The first {ON_SCREEN_AT_MOST} are listed; the files hold all." if number_found > ON_SCREEN_AT_MOST else ""


def checks(build: Path, *, is_synthetic: bool) -> None:
    found = read.checks(build)
    st.markdown(
        f"A build with a failed check of severity error is never published. {sentences.found(len(found), 'file')}"
    )
    show_table(tables.checks(found), "Checks")
    downloads(found, file_names.of("checks", build=build, is_synthetic=is_synthetic), "the checks")


def tables_of_the_build(build: Path, *, is_synthetic: bool) -> None:
    held = read.tables(build)
    name = controls.choose(st.container(), "table", "Table", {name: name for name in held})
    table = held[name]
    st.markdown(f"{table['comment'] or ''} {table['rows_count']:,} rows.")
    if table["rows_count"] > IN_A_DOWNLOAD_AT_MOST:
        st.markdown("Too large for a page: `make export` writes every table as CSV and Parquet.")
    else:
        file_name = file_names.of(name, build=build, is_synthetic=is_synthetic)
        st.download_button(
            f"Download {name} (Parquet)",
            lambda: exports.parquet(read.content(build, table)),
            f"{file_name}.parquet",
            "application/vnd.apache.parquet",
            on_click="ignore",
        )
    st.markdown("The same in SQL, after `make sql` or in any DuckDB client:")
    st.code(f"from {name} limit 10;", language="sql")
    show_table(tables.columns(read.columns(build, table)), "Columns")


def citing(build: Path, *, is_synthetic: bool) -> None:
    st.markdown("Name what you used: the publications at the foot of the page that you quote, and this build.")
    named = "invented files, for trying things out only" if is_synthetic else "PUBLICATIONS"
    st.code(sources.citation(build.stem, named, is_synthetic=is_synthetic), language=None, wrap_lines=True)
    st.markdown(_without_title("how-to-cite.md"))


def _without_title(document: str) -> str:
    return (REPOSITORY / "docs" / document).read_text(encoding="utf-8").split("\n", 1)[1]


def accessibility(_: Path, *, is_synthetic: bool) -> None:
    st.markdown(_without_title("accessibility.md"))
    if is_synthetic:
        st.markdown("The tests run on this synthetic sample.")


SECTIONS = {
    "dictionary": ("Dictionary of indicators", dictionary),
    "glossary": ("Glossary", glossary_of_terms),
    "releases": ("Releases", releases),
    "coverage": ("Coverage and breaks", coverage),
    "revisions": ("Revisions", revisions),
    "checks": ("Quality checks", checks),
    "downloads": ("Tables and downloads", tables_of_the_build),
    "cite": ("How to cite", citing),
    "accessibility": ("Accessibility", accessibility),
}
