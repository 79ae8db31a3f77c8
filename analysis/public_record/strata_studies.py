"""Studies of authority tables that divide children or cases: one for each way of dividing."""

from collections.abc import Iterable, Mapping
from functools import partial

import pandas as pd

from analysis.estimation import CannotFit
from analysis.evidence import Evidence, exposure_name
from analysis.public_record.group_studies import QUOTED_YEAR
from analysis.public_record.reading import PublicRecord
from analysis.public_record.strata import Populations, populations_of, stratum_gradient
from analysis.study import Rows, Study, Task

FACTOR = "factor"
FACTORS_AT = "assessments_with_factors"
DIVIDED: Mapping[str, tuple[str, ...]] = {
    "sex": ("cla_at_31_march", "cla_started"),
    "age": ("cla_at_31_march", "cla_started"),
    "ethnicity": ("cla_at_31_march",),
    "need": ("cin_at_31_march",),
    "category_initial": ("cpp_started",),
    "category_latest": ("cpp_at_31_march",),
    FACTOR: (),
}
NO_GROUP = ("not known", "not stated", "cases other than children in need")


def _named(rows: pd.DataFrame, breakdown: str) -> pd.DataFrame:
    """Factors are published as an indicator each: one indicator, divided, like the rest."""
    if breakdown == FACTOR:
        factor = rows["indicator_id"].str.removeprefix(f"{FACTOR}_")
        rows = rows.assign(indicator_id=FACTORS_AT, breakdown_value=factor)
    renamed = rows.rename(columns={"breakdown_value": "stratum"}).assign(stratum_type=breakdown)
    return renamed[~renamed["stratum"].isin(NO_GROUP)]


def _tasks(evidence: Evidence, breakdown: str) -> Iterable[Task]:
    """Each year on the oldest Indices at hand; the newest year on the newest too.

    The forty factors are shown for the newest year and the one that publications quote.
    """
    record = evidence.record
    counts = _named(record.divided(breakdown, DIVIDED[breakdown]), breakdown)
    about: dict[str, object] = {"dataset_id": record.dataset_id, "level": "between_la"}
    about |= {"stratum_type": breakdown}
    if counts.empty:
        yield Task(about=about, do=partial(_absent, breakdown))
        return
    populations = populations_of(record.populations)
    newest = counts.groupby("indicator_id")["financial_year_end"].max()
    if breakdown == FACTOR:
        counts = counts[counts["financial_year_end"].isin([QUOTED_YEAR, *newest])]
    for _, rows in counts.groupby(["indicator_id", "financial_year_end", "stratum"]):
        indicator, year = str(rows["indicator_id"].iloc[0]), int(rows["financial_year_end"].iloc[0])
        editions = {record.editions[0], *([record.editions[-1]] if year == newest[indicator] else [])}
        for edition in sorted(editions):
            of_task = {"indicator_id": indicator, "financial_year_end": year, "exposure": exposure_name(edition)}
            yield Task(about=about | of_task, do=partial(_fit, rows, edition, record, about | of_task, populations))


def _absent(breakdown: str) -> Rows:
    raise CannotFit(f"no authority table here divides counts by {breakdown}")


def _fit(
    rows: pd.DataFrame, edition: int, record: PublicRecord, about: Mapping[str, object], populations: Populations
) -> Rows:
    try:
        fitted = stratum_gradient(rows, record.exposure(edition), populations)
    except CannotFit as reason:
        raise CannotFit(f"{rows['stratum'].iloc[0]}: {reason}") from reason
    files = {*rows["release_ids"].iloc[0].split(", "), *record.files_of_indices(edition), *record.files_of_children}
    named = {**about, "stage": rows["stage"].iloc[0], "release_ids": ", ".join(sorted(files))}
    return {"gradients": fitted.assign(**named)}


STRATA = tuple(
    Study(
        name=f"between_la_by_{breakdown}",
        tasks=partial(_tasks, breakdown=breakdown),
        gradients={"level": ("between_la",), "stratum_type": (breakdown,)},
    )
    for breakdown in DIVIDED
)
