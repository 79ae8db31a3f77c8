"""The figures of the Evidence page over neighbourhoods: groups, stages, outcomes, classes, and the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import file_names
from analysis.choice import lower_first
from analysis.sentences import Row
from analysis.sentences import neighbourhoods as sentences
from analysis.sentences import own_records as own_words
from analysis.sentences.evidence import is_synthetic, short_name
from analysis.tables import neighbourhoods as tables
from analysis.tables import own_records as own_tables
from streamlit_app.charts.intervals import interval_rows, marks
from streamlit_app.figures import Figure, drawn, prepared
from streamlit_app.figures.gradients import RATIO_TITLE, SCORE

INTERVALS = "- Dot: the estimate; line: its 95% interval; dashed line: no difference.\n"
ON_BENCHMARKS = "- On synthetic data a result says how well the method works, and nothing about England.\n"
GROUPS = """
- One model for all groups: each has a level and a slope of its own, and errors are clustered by authority. Scores are
  those in an authority of average deprivation.
- The test asks whether one slope would do for all. Its p-value is adjusted for the other tests of the data set, and the
  interval of the ratio between the steepest and the flattest group allows for choosing them.
"""
STEPS = """
- Above 1 the gradient is steeper at the later stage than at the earlier one, over the same children.
- Per child compares rates of all children. Given the earlier stage compares what happens after an earlier event: later
  events per earlier one.
"""
ODDS = """
- Above 1 it happens again more often. “Both together” is what a more deprived authority does to the neighbourhood's
  ratio.
"""
HAZARDS = "- A hazard ratio below 1 is a slower end: need or plans that last longer.\n"
CLASSES = """
- Latent classes: kinds of assessment that find the same things together. How many there are is chosen by the Bayesian
  information criterion; a class is named by what it finds most above the average.
- Shares are corrected for assessments that are put into the wrong class.
"""
PLANS = """- An assessment counts as having found the reason of the plan if it lists the factor of that name.
- A benchmark draws categories and factors apart from each other, so its shares are what chance gives.
"""
TRUTH = """
- Orange diamond: what the population was made with. Dot and line: what the model finds, with its 95% interval.
- Of many such intervals 95% should hold the truth. The stages of one population share what their authorities were
  given, so their interactions err together: one draw says little, and many draws are below.
- Population A is steeper in rural neighbourhoods, and affluent authorities have most of those. Its interactions are
  those of the model with a rural term: without one, part of the rural slope is taken for the authority's.
"""
OWN = """- How rates follow income deprivation within this one authority: the Poisson model's slope over its
  neighbourhoods, with errors that allow for variation beyond chance.
- A stage whose result rests on too few neighbourhoods or events is left out.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """`columns` names the estimate and its two ends."""

    what: str
    columns: str
    title: str | list[str]
    how: str
    reference: float | None = 1


def _figure(
    build: Path, found: pd.DataFrame, words: Callable[[Row], str], table: pd.DataFrame, drawing: _Drawing
) -> Figure:
    """A row per result, of one data set, with its words."""
    said = [words(row) for row in found.to_dict("records")]
    dataset_id = str(found["dataset_id"].iloc[0])
    drawn_rows = marks(found, said, drawing.columns)
    truth = " Orange diamond: the truth." if "truth" in found else ""
    name, file_what = short_name(dataset_id), drawing.what.removeprefix("the ").replace(" ", "_")
    return Figure(
        what=drawing.what,
        chart=drawn(interval_rows(drawn_rows, title=drawing.title, reference=drawing.reference)),
        alt=f"{name}: {drawing.what}. {'; '.join(said)}.",
        key=f"{name}: over neighbourhoods. Dot and line: estimate and 95% interval.{truth}",
        table=table,
        rows=found,
        file_name=file_names.of(file_what, dataset_id, build=build, is_synthetic=is_synthetic(dataset_id)),
        how_to_read=f"{INTERVALS}{drawing.how.strip()}\n{ON_BENCHMARKS}",
    )


@prepared
def strata(build: Path, found: pd.DataFrame) -> Figure:
    first = found.iloc[0]
    return _figure(
        build,
        found,
        sentences.group,
        tables.strata(found),
        _Drawing(
            what=f"the scores of {lower_first(first['label'])} by {sentences.GROUPS[first['stratum_type']]}",
            columns=SCORE,
            title=RATIO_TITLE,
            how=GROUPS,
        ),
    )


@prepared
def stages(build: Path, found: pd.DataFrame) -> Figure:
    return _figure(
        build,
        found,
        sentences.step,
        tables.stages(found),
        _Drawing(
            what=f"the steps of the gradient {sentences.COMPARISONS[found['comparison'].iloc[0]].lower()}",
            columns="score_ratio score_ratio_low score_ratio_high",
            title=["Rate ratio of the later stage", "over that of the earlier one"],
            how=STEPS,
        ),
    )


@prepared
def outcomes(build: Path, found: pd.DataFrame) -> Figure:
    is_odds = found["ratio_kind"].iloc[0] == "odds_ratio"
    head = "Odds ratio" if is_odds else "Hazard ratio of ending"
    return _figure(
        build,
        found,
        sentences.outcome,
        tables.outcomes(found, head),
        _Drawing(
            what="recurrence by deprivation" if is_odds else "durations by deprivation",
            columns="ratio ratio_low ratio_high",
            title=f"{head} per 10 points",
            how=ODDS if is_odds else HAZARDS,
        ),
    )


@prepared
def classes(build: Path, found: pd.DataFrame) -> Figure:
    return _figure(
        build,
        found,
        sentences.demand_class,
        tables.classes(found),
        _Drawing(
            what="the classes of demand by deprivation",
            columns="share_ratio share_ratio_low share_ratio_high",
            title=["Share of assessments", "multiplied per 10 points by"],
            how=CLASSES,
        ),
    )


@prepared
def plans(build: Path, found: pd.DataFrame) -> Figure:
    percent = {f"pct_{end}": 100 * found[f"without_factor_{end}"] for end in ("share", "low", "high")}
    return _figure(
        build,
        found.assign(**percent),
        sentences.plan_share,
        tables.plans(found),
        _Drawing(
            what="plans against assessed need",
            columns="pct_share pct_low pct_high",
            title=["Plans whose assessment did not find", "what they are for (%)"],
            how=PLANS,
            reference=None,
        ),
    )


@prepared
def recovered(build: Path, found: pd.DataFrame, part: str) -> Figure:
    """One part of what was recovered; an interaction is compared with none, a ratio with one."""
    is_interaction = part == "interaction"
    return _figure(
        build,
        found,
        sentences.recovered_row,
        tables.recovered(found),
        _Drawing(
            what=f"recovered and true {sentences.PARTS[part].lower()}",
            columns="estimate ci_low ci_high",
            title=["Change of the log rate ratio per unit", "of log authority deprivation"]
            if is_interaction
            else "Ratio",
            how=TRUTH,
            reference=0 if is_interaction else 1,
        ),
    )


def own(found: pd.DataFrame) -> Figure:
    """An authority's own gradients, kept nowhere and without files."""
    said = [own_words.gradient(row) for row in found.to_dict("records")]
    return Figure(
        what="own gradients by stage",
        chart=drawn(interval_rows(marks(found, said, SCORE), title=RATIO_TITLE, reference=1)),
        alt=f"Own records: rate ratio over the authority's neighbourhoods by stage. {'; '.join(said)}.",
        key="Own records: over the neighbourhoods of one authority, all its years together.",
        table=own_tables.gradients(found),
        rows=found,
        file_name="",
        how_to_read=f"{INTERVALS}{OWN}",
    )
