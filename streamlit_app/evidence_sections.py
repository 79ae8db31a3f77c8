"""The sections of the Evidence page: each reads what it shows, says what it finds, and draws it."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from analysis import file_names, reading
from analysis.reading import evidence as read
from analysis.reading import neighbourhoods, own_records, recovery
from analysis.sentences import evidence as sentences
from analysis.sentences import neighbourhoods as found_words
from analysis.sentences import own_records as own_words
from analysis.tables import evidence as tables
from analysis.tables import own_records as own_tables
from streamlit_app import controls, furniture
from streamlit_app.figures import downloads, show
from streamlit_app.figures import evidence as figures
from streamlit_app.figures import neighbourhoods as drawn
from streamlit_app.shown import show_table

ANY = "any"


def claims(build: Path) -> None:
    is_synthetic = reading.dataset(build)["is_synthetic"]
    found = read.claims(build)
    if found.empty:
        st.info(sentences.NO_CLAIMS)
        return
    furniture.finding(sentences.claims(found))
    show(figures.tally(build, found, is_synthetic=is_synthetic))
    st.subheader("The claims one by one")
    chosen = _chosen(found)
    st.markdown(f"{sentences.found_claims(chosen, len(found))} {sentences.NO_OWN}")
    if chosen.empty:
        return
    show_table(tables.claims(chosen), "Claims, and what this build shows of them")
    downloads(chosen, file_names.of("claims", build=build, is_synthetic=is_synthetic), "these claims")
    by_id = {row["claim_id"]: row for row in chosen.to_dict("records")}
    names = {claim_id: f"{claim_id}. {row['claim']}" for claim_id, row in by_id.items()}
    claim_id = controls.choose(st.container(), "claim", "All of one claim", names)
    furniture.finding(sentences.claim(by_id[claim_id]))


def _chosen(found: pd.DataFrame) -> pd.DataFrame:
    """The claims of the kind of evidence and verdict that the reader picks, with the reader's words in them."""
    level_place, verdict_place = st.columns(2)
    levels = {level: sentences.kind(level) for level in sentences.by_kind(found)}
    verdicts = {verdict: verdict for verdict in found["verdict"].unique()}
    level = controls.choose(level_place, "kind", "Kind of evidence", {ANY: "any kind of evidence"} | levels)
    verdict = controls.choose(verdict_place, "verdict", "Verdict", {ANY: "any verdict"} | verdicts)
    words = controls.write("claim_words", "Words in a claim").lower()
    has_words = (found["claim"] + " " + found["citation"]).str.lower().str.contains(words, regex=False)
    is_level, is_verdict = found["evidence_level"].isin([level]), found["verdict"].isin([verdict])
    return found[has_words & (is_level | (level == ANY)) & (is_verdict | (verdict == ANY))]


def _dataset(build: Path, table: str) -> str | None:
    """The data set to show, under the warning that it is invented; None where the build has none."""
    found = {dataset_id: sentences.dataset_name(dataset_id) for dataset_id in read.datasets(build, table)}
    if not found:
        st.info(f"This build holds no such result. {sentences.NOT_PUBLIC}")
        return None
    dataset_id = controls.choose(st.container(), "dataset", "Data set", found)
    if sentences.is_synthetic(dataset_id):
        st.warning(sentences.warning(dataset_id), icon=":material/science:")
    return dataset_id


def _over(table: str, show_dataset: Callable[[Path, str], None]) -> Callable[[Path], None]:
    """The section of a data set that the table of results has rows of."""

    def section(build: Path) -> None:
        dataset_id = _dataset(build, table)
        if dataset_id is not None:
            show_dataset(build, dataset_id)

    return section


def curvature(build: Path, dataset_id: str) -> None:
    verdicts = read.verdicts(build, dataset_id)
    furniture.finding(sentences.verdicts(verdicts, dataset_id))
    show_table(tables.verdicts(verdicts), "Verdicts of the curvature protocol")
    is_made_up = sentences.is_synthetic(dataset_id)
    file_name = file_names.of("verdicts", dataset_id, build=build, is_synthetic=is_made_up)
    downloads(verdicts, file_name, "the verdicts")
    fits = {f"{row['indicator_id']}-{row['financial_year_end']}": row for _, row in verdicts.iterrows()}
    labels = {name: f"{row['label']}, {row['financial_year_end']}" for name, row in fits.items()}
    fit = fits[controls.choose(st.container(), "fit", "Measure and year", labels)]
    st.markdown(sentences.fit(fit))
    show(figures.curves(build, fit))
    show(figures.scores(build, fit))


def strata(build: Path, dataset_id: str) -> None:
    st.subheader("Groups of children")
    tests = neighbourhoods.strata_tests(build, dataset_id)
    by_name = {f"{row['indicator_id']}-{row['stratum_type']}": row for _, row in tests.iterrows()}
    names = {name: found_words.groups_name(row) for name, row in by_name.items()}
    test = by_name[controls.choose(st.container(), "groups", "Measure and groups", names)]
    furniture.finding(found_words.strata(test))
    show(drawn.strata(build, neighbourhoods.strata(build, test)))
    st.subheader("Stages")
    comparison = controls.choose(st.container(), "steps", "Compared", found_words.COMPARISONS)
    steps = neighbourhoods.stages(build, dataset_id, comparison)
    furniture.finding(found_words.stages(steps, dataset_id))
    show(drawn.stages(build, steps))


def outcomes(build: Path, dataset_id: str) -> None:
    for title, kind in (("Recurrence", "odds_ratio"), ("Durations", "hazard_ratio")):
        st.subheader(title)
        found = neighbourhoods.outcomes(build, dataset_id, kind)
        furniture.finding(found_words.outcomes(found, dataset_id))
        show(drawn.outcomes(build, found))


def demand(build: Path, dataset_id: str) -> None:
    st.subheader("Classes of what assessments find")
    classes = neighbourhoods.classes(build, dataset_id)
    furniture.finding(found_words.classes(classes, dataset_id))
    show(drawn.classes(build, classes))
    st.subheader("Plans against assessed need")
    plans = neighbourhoods.plans(build, dataset_id)
    furniture.finding(found_words.plans(plans, dataset_id))
    show(drawn.plans(build, plans))


def benchmarks(build: Path, dataset_id: str) -> None:
    found = neighbourhoods.recovered(build, dataset_id)
    furniture.finding(found_words.recovered(found, dataset_id))
    parts = found["what"].map(found_words.recovered_part)
    names = {part: name for part, name in found_words.PARTS.items() if part in set(parts)}
    part = controls.choose(st.container(), "truth", "Figures", names)
    show(drawn.recovered(build, found[parts == part].reset_index(drop=True), part))
    st.subheader("Many draws: how often the protocol is right")
    st.markdown(found_words.MANY_DRAWS)
    for title, table in recovery.tables().items():
        show_table(table, title)


def own(_: Path) -> None:
    dataset_id = own_records.named() or ""
    if not own_records.is_released(dataset_id):
        st.warning(own_words.not_released(dataset_id))
        return
    st.warning(own_words.BANNER, icon=":material/lock:")
    gradients = own_records.gradients(dataset_id)
    if gradients.empty:
        st.info(own_words.NOTHING_ENOUGH)
    else:
        furniture.finding(own_words.finding(gradients, dataset_id))
        show(drawn.own(gradients), has_downloads=False)
    counts = own_records.counts(dataset_id)
    if not counts.empty:
        show_table(own_tables.counts(counts), "Events by fifth of the neighbourhoods, rounded")


SECTIONS = {
    "claims": ("Claims of the literature", claims),
    "curvature": ("Is the gradient steeper in affluent authorities?", _over("curvature_verdicts", curvature)),
    "strata": ("Groups of children, and stages compared", _over("strata_tests", strata)),
    "outcomes": ("Recurrence and durations", _over("outcomes", outcomes)),
    "demand": ("Classes of demand", _over("demand_class_gradients", demand)),
    "benchmarks": ("Benchmarks: recovered and true", _over("curvature_verdicts", benchmarks)),
}
OWN = {"own": ("Own records, as named", own)}
