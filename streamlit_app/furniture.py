"""What every page carries: the sample's banner, how to read, limits, the source, and a page for no warehouse."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from analysis import reading
from analysis.choice import Choice
from analysis.reading import Row
from analysis.reading import gradients as read
from analysis.sentences import gradients as sentences
from analysis.sentences import sources

BANNER = (
    "**Synthetic data: these places do not exist.** Every figure on this page was invented to show that the method "
    "works. It says nothing about England, about any authority or about any child. "
    "`make refresh` builds the page on the official files."
)
HOW_TO_READ = """
- Each dot is one local authority. The orange line is the rate that the Poisson model gives an authority of that
  deprivation.
- A rate ratio of 1 is no gradient. 1.20 is a rate 20% higher for each 10 percentage points more of the population in
  income deprivation.
- A 95% interval is the range of values that the data are compatible with. That of an authority's own rate shows chance
  variation alone.
- The Poisson model weighs authorities by their children and allows for variation beyond chance; the negative binomial
  model gives small authorities more say. The ratio per standard deviation compares an authority with one that is
  typically more deprived, whatever the scale of the edition.
- The income deprivation of an authority is the mean over its neighbourhoods, weighted by population.
- A high or a low rate is neither good nor bad in itself.
"""
LIMITS = """
1. **Between local authorities only.** Authorities are compared as wholes: nothing here is about neighbourhoods within
   them, or about children of poorer families.
2. **Association, not cause.** Authorities differ in more than deprivation: in age, ethnicity, rurality, recording and
   practice, among others.
3. **What is missing, and two scales.** {missing} Editions of the Indices are not on one scale (from 2025, income is
   counted after housing costs): never compare a rate ratio per 10 points across editions.
"""
HOW_TO_READ_AREA = """
- Rates are per 10,000 children aged under 18. A high or a low rate is neither good nor bad in itself.
- A 95% interval is the range of values that the data are compatible with; here it shows chance variation alone. Where
  intervals overlap, the data may not tell two places apart.
- Years carry the boundaries of today: counts under a former code are added where they can be, and left out where the
  former authority was divided.
- The rate of the statistical neighbours is that of their children taken together. Neighbours without a figure are left
  out; the file says how many are in.
- A missing figure is not a zero: the table says why it is missing.
"""
HOW_TO_READ_FUNNEL = """
- Expected is what authorities of the same deprivation have on average, by a negative binomial curve: it is no target.
- Small numbers vary more by chance, so the limits open to the left. They are wider than chance alone makes them, by as
  much as authorities of the same deprivation vary among themselves (Spiegelhalter 2005).
- An authority beyond the limits differs from others of its deprivation by more than they usually do. That is neither
  good nor bad.
"""
HOW_TO_READ_MAP = """
- Large places catch the eye and hold few people: the table gives every place the same room.
- Shades say more or less, not good or bad.
- Boundaries are simplified for drawing. Neighbourhoods are LSOAs (lower-layer super output areas).
- Tenths are national: 1 is the most deprived tenth of the neighbourhoods of the country.
- No public table counts children's social care by neighbourhood, so they show deprivation and rurality alone.
"""
COMMANDS = """
make run        # the embedded synthetic sample, offline
make refresh    # the official files
"""


def begin(question: str) -> tuple[Path, Row]:
    """The build to read and its data set, under the sample's banner and the page's question."""
    build = reading.published()
    if build is None:
        no_warehouse()
        st.stop()
    dataset = reading.dataset(build)
    banner(is_synthetic=dataset["is_synthetic"])
    st.title(question)
    return build, dataset


def synthetic(choice: Choice) -> str:
    """What a heading begins with where figures are invented."""
    return "Synthetic: " if choice.is_synthetic else ""


def finding(*paragraphs: str) -> None:
    """What a page or a section has to say, in a frame, before anything is drawn."""
    with st.container(border=True):
        for paragraph in paragraphs:
            st.markdown(paragraph)


def headline(build: Path, choice: Choice, gradients: Mapping[str, Row]) -> None:
    """What is compared, the slope between local authorities and both gaps."""
    st.header(sentences.heading(choice))
    reason = read.not_fitted(build, choice).get("poisson")
    finding(
        sentences.finding(gradients.get("poisson"), choice, reason=reason), sentences.gaps(read.indices(build, choice))
    )


def banner(*, is_synthetic: bool) -> None:
    if is_synthetic:
        st.error(BANNER, icon=":material/warning:")


def no_warehouse() -> None:
    """Say what to type."""
    st.title("There is no data yet")
    st.markdown("This page reads a warehouse, and none has been published here. In a terminal, type one of these:")
    st.code(COMMANDS.strip(), language=None)
    st.markdown("Then reload this page.")


def how_to_read(measure: Row, national: Row | None, choice: Choice) -> str:
    return "\n\n".join([sentences.measure(measure), sentences.country(national, choice), HOW_TO_READ])


def limits(missing: str) -> None:
    st.header("Three limits")
    st.markdown(LIMITS.format(missing=missing))


def source(releases: Sequence[Row], estimated: Sequence[Row], build: Path, *, is_synthetic: bool) -> None:
    """Publisher, release, licence and build; and any column that was estimated."""
    st.header("Source")
    notes = [sources.estimated(row) for row in estimated]
    lines = [*sources.sources(releases), *notes, sources.licence(is_synthetic=is_synthetic), f"Build `{build.stem}`."]
    st.markdown("\n".join(f"- {line}" for line in lines))
