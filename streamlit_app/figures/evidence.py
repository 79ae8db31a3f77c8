"""The figures of the Evidence page."""

from pathlib import Path

import pandas as pd

from analysis import file_names
from analysis.reading import evidence as read
from analysis.sentences import evidence as sentences
from analysis.tables import evidence as tables
from streamlit_app.charts import evidence as charts
from streamlit_app.charts.intervals import interval_rows, marks
from streamlit_app.figures import Figure, drawn, prepared
from streamlit_app.figures.gradients import RATIO_TITLE, SCORE

HOW_TO_READ = """
- One model lets the rate rise as a straight line on the log scale; the other lets it bend. Where the straight line
  finds affluent authorities steeper and the bent one does not, the bend explains the finding.
- A line shows children of the same neighbourhoods as they would fare in an authority of that deprivation.
- Bands and intervals are of 95%. Lines are drawn only as far as there are neighbourhoods of that kind.
- A verdict on synthetic data says how well the method works, and nothing about England.
"""

HOW_TO_READ_CLAIMS = """
- Each claim has a rule, fixed before its figure was looked at. Reproduced: the rule holds. Consistent: it holds in
  direction, or for something that stands for what the claim is about. Not supported: this build does not show it.
  Contradicted: it shows the opposite.
- Public record: figures of local authorities, compared between local authorities, or of the whole country. They are
  never neighbourhood gradients.
- Synthetic benchmark: invented children, made with a known gradient. That a figure comes out there says that the method
  would find such a thing; it says nothing about real places.
- No claim is judged on an authority's own records.
"""


def _name(what: str, fit: pd.Series, build: Path) -> str:
    year = f"to_{fit['financial_year_end']}-03-31"
    dataset_id = fit["dataset_id"]
    is_synthetic = sentences.is_synthetic(dataset_id)
    return file_names.of(what, dataset_id, fit["indicator_id"], year, build=build, is_synthetic=is_synthetic)


@prepared
def curves(build: Path, fit: pd.Series) -> Figure:
    found = read.curves(build, fit)
    return Figure(
        what="the fitted curves",
        chart=drawn(charts.curves(found) if not found.empty else None),
        alt=sentences.curves_alt(found, fit["label"]),
        key=f"{sentences.dataset_name(fit['dataset_id'])}: neighbourhoods, not authorities.",
        table=tables.curves(found),
        rows=found,
        file_name=_name("curves", fit, build),
        how_to_read=HOW_TO_READ,
    )


@prepared
def scores(build: Path, fit: pd.Series) -> Figure:
    found = read.scores(build, fit)
    said = [sentences.score(row) for row in found.to_dict("records")]
    return Figure(
        what="the score by authority deprivation",
        chart=drawn(interval_rows(marks(found, said, SCORE), title=RATIO_TITLE, reference=1)),
        alt=f"Social gradient score at three levels of authority deprivation. {'; '.join(said)}.",
        key="The same children at each level, so that the bend of the curve makes no difference by itself.",
        table=tables.scores(found),
        rows=found,
        file_name=_name("scores", fit, build),
        how_to_read=HOW_TO_READ,
    )


@prepared
def tally(build: Path, found: pd.DataFrame, *, is_synthetic: bool) -> Figure:
    counted = sentences.tally(found)
    return Figure(
        what="the verdicts by kind of evidence",
        chart=drawn(charts.bars(counted)),
        alt=f"Number of claims by kind of evidence and verdict. {'; '.join(counted['said'])}.",
        key="A dark bar rests on public figures, an orange one on invented children, a grey one on none.",
        table=tables.tally(counted),
        rows=counted,
        file_name=file_names.of("claims_by_verdict", build=build, is_synthetic=is_synthetic),
        how_to_read=HOW_TO_READ_CLAIMS,
    )
