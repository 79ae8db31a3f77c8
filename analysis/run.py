"""Every specification on every data set that is present."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial

import pandas as pd

from analysis.areas import Areas, complete
from analysis.curvature import judge_curvature
from analysis.curves import authority_scores, rate_curves
from analysis.gradient import CannotFit
from analysis.inequality import relative_and_slope_index, tenth_to_tenth
from analysis.specifications import INDEX_ERRORS, SPECIFICATIONS, SPLINE_MODEL, Level, Specification, exposure_name

POPULATIONS = "dfe__cin_populations"
INDICES = "mhclg__lsoa_indices"
NEIGHBOURHOOD_COUNTS = "csc__lsoa_interventions"
SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The areas of one data set, indicator, year and exposure, and the files they rest on.

    `has_own_boundaries`: no other edition of the Indices knows more of the data set's areas.
    """

    areas: Areas
    level: Level
    dataset_id: str
    indicator_id: str
    stage: str
    financial_year_end: int
    exposure: str
    release_ids: str
    has_own_boundaries: bool

    def label(self, rows: pd.DataFrame, *extra: str) -> pd.DataFrame:
        """Put what the group is before its results; `extra` names further fields to carry."""
        fields = ("dataset_id", "level", "indicator_id", "financial_year_end", "exposure", *extra)
        return rows.assign(**{name: getattr(self, name) for name in fields})


@dataclass(frozen=True, slots=True)
class Results:
    """Rows for the tables of schema results, by the names of those tables."""

    gradients: list[pd.DataFrame] = field(default_factory=list)
    inequality_indices: list[pd.DataFrame] = field(default_factory=list)
    la_gradient_scores: list[pd.DataFrame] = field(default_factory=list)
    curvature_verdicts: list[pd.DataFrame] = field(default_factory=list)
    curvature_scores: list[pd.DataFrame] = field(default_factory=list)
    curvature_curves: list[pd.DataFrame] = field(default_factory=list)
    not_fitted: list[pd.DataFrame] = field(default_factory=list)

    def tables(self) -> dict[str, list[pd.DataFrame]]:
        return {table.name: getattr(self, table.name) for table in fields(self)}


def _release_ids(rows: pd.DataFrame, releases: pd.DataFrame, edition: int, level: Level) -> str:
    """The files that a result rests on: counts, denominators and deprivation."""
    deprivation = releases[(releases["table_name"] == INDICES) & (releases["vintage"] == edition)]
    if level == "between_la":
        denominators = releases[releases["table_name"] == POPULATIONS].nlargest(1, "vintage")
        counts = set(rows["_release_id"])
    else:
        denominators = releases[releases["table_name"] == NEIGHBOURHOOD_COUNTS]
        counts = set()
    return ", ".join(sorted(counts | set(denominators["release_id"]) | set(deprivation["release_id"])))


def _group(level: Level, rows: pd.DataFrame, releases: pd.DataFrame, known: pd.Series) -> Group:
    first = rows.iloc[0]
    edition = int(first["imd_edition"])
    of_data_set = known[first["dataset_id"]]
    return Group(
        areas=complete(rows),
        level=level,
        dataset_id=str(first["dataset_id"]),
        indicator_id=str(first["indicator_id"]),
        stage=str(first["stage"]),
        financial_year_end=int(first["financial_year_end"]),
        exposure=exposure_name(edition),
        release_ids=_release_ids(rows, releases, edition, level),
        has_own_boundaries=bool(of_data_set[edition] == of_data_set.max()),
    )


def _groups(level: Level, areas: pd.DataFrame, releases: pd.DataFrame) -> Iterable[Group]:
    key = ["dataset_id", "indicator_id", "stage", "financial_year_end", "imd_edition"]
    known = areas["exposure_pct"].notna().groupby([areas["dataset_id"], areas["imd_edition"]]).mean()
    return (_group(level, rows, releases, known) for _, rows in areas.groupby(key, sort=True))


def groups_of(frames: Mapping[Level, pd.DataFrame], releases: pd.DataFrame) -> list[Group]:
    """Split each level's areas by data set, indicator, year and edition of the Indices."""
    return [group for level, areas in frames.items() for group in _groups(level, areas, releases)]


def _refused(group: Group, model: str, reason: CannotFit) -> pd.DataFrame:
    return group.label(pd.DataFrame([{"model": model, "reason": str(reason)}]))


def _fit(group: Group, results: Results, specification: Specification) -> None:
    rows = specification.fit(group.areas, name=specification.model).tidy()
    total = rows.assign(stratum_type="total", stratum="total")
    results.gradients.append(group.label(total, "stage", "release_ids"))


def _rank(group: Group, results: Results) -> None:
    errors = INDEX_ERRORS[group.level]
    indices = [*relative_and_slope_index(group.areas, errors=errors), tenth_to_tenth(group.areas, errors=errors)]
    rows = pd.DataFrame([index.tidy() for index in indices])
    results.inequality_indices.append(group.label(rows, "release_ids"))


def _judge(group: Group, results: Results) -> None:
    found = judge_curvature(group.areas)
    rows = {
        "curvature_verdicts": found.tidy(),
        "curvature_scores": found.tidy_scores(),
        "curvature_curves": rate_curves(found.spline),
        "la_gradient_scores": authority_scores(found.spline).assign(model=SPLINE_MODEL),
    }
    for table, frame in rows.items():
        getattr(results, table).append(group.label(frame, "stage", "release_ids").drop(columns="level"))


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work on one group, and the name that it goes by where it cannot be done."""

    group: Group
    name: str
    do: Callable[[Group, Results], None]


def _specifications(group: Group) -> Iterable[Specification]:
    reaches = ["everywhere"]
    if group.has_own_boundaries:
        reaches += ["own_boundaries"] if group.dataset_id == SAMPLE else ["own_boundaries", "in_full"]
    return (each for each in SPECIFICATIONS if each.level == group.level and each.reach in reaches)


def tasks_of(groups: Iterable[Group]) -> list[Task]:
    """What is to be done, in order."""
    tasks = []
    for group in groups:
        tasks += [Task(group, each.model, partial(_fit, specification=each)) for each in _specifications(group)]
        tasks.append(Task(group, "inequality_indices", _rank))
        if group.level == "neighbourhood" and group.has_own_boundaries:
            tasks.append(Task(group, "curvature", _judge))
    return tasks


def run_tasks(tasks: Iterable[Task]) -> Results:
    """Fit everything; what cannot be fitted is listed with its reason."""
    results = Results()
    for task in tasks:
        try:
            task.do(task.group, results)
        except CannotFit as reason:
            results.not_fitted.append(_refused(task.group, task.name, reason))
    return results
