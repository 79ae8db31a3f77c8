"""Every specification on every data set that is present."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.areas import Areas, complete
from analysis.gradient import CannotFit
from analysis.inequality import relative_and_slope_index, tenth_to_tenth
from analysis.specifications import INDEX_ERRORS, SPECIFICATIONS, Level, Specification, exposure_name

POPULATIONS = "dfe__cin_populations"
INDICES = "mhclg__lsoa_indices"
NEIGHBOURHOOD_COUNTS = "csc__lsoa_interventions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The areas of one data set, indicator, year and exposure, and the files they rest on."""

    areas: Areas
    level: Level
    dataset_id: str
    indicator_id: str
    stage: str
    financial_year_end: int
    exposure: str
    release_ids: str

    def label(self, rows: pd.DataFrame, *extra: str) -> pd.DataFrame:
        """Put what the group is before its results; `extra` names further fields to carry."""
        fields = ("dataset_id", "level", "indicator_id", "financial_year_end", "exposure", *extra)
        return rows.assign(**{name: getattr(self, name) for name in fields})


@dataclass(frozen=True, slots=True)
class Results:
    """Rows for the tables of schema results, by the names of those tables."""

    gradients: list[pd.DataFrame] = field(default_factory=list)
    inequality_indices: list[pd.DataFrame] = field(default_factory=list)
    not_fitted: list[pd.DataFrame] = field(default_factory=list)

    def tables(self) -> dict[str, list[pd.DataFrame]]:
        return {
            "gradients": self.gradients,
            "inequality_indices": self.inequality_indices,
            "not_fitted": self.not_fitted,
        }


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


def _group(level: Level, rows: pd.DataFrame, releases: pd.DataFrame) -> Group:
    first = rows.iloc[0]
    edition = int(first["imd_edition"])
    return Group(
        areas=complete(rows),
        level=level,
        dataset_id=str(first["dataset_id"]),
        indicator_id=str(first["indicator_id"]),
        stage=str(first["stage"]),
        financial_year_end=int(first["financial_year_end"]),
        exposure=exposure_name(edition),
        release_ids=_release_ids(rows, releases, edition, level),
    )


def groups_of(frames: Mapping[Level, pd.DataFrame], releases: pd.DataFrame) -> list[Group]:
    """Split each level's areas by data set, indicator, year and edition of the Indices."""
    key = ["dataset_id", "indicator_id", "stage", "financial_year_end", "imd_edition"]
    return [
        _group(level, rows, releases) for level, areas in frames.items() for _, rows in areas.groupby(key, sort=True)
    ]


def _refused(group: Group, model: str, reason: CannotFit) -> pd.DataFrame:
    return group.label(pd.DataFrame([{"model": model, "reason": str(reason)}]))


def _fit(group: Group, specification: Specification, results: Results) -> None:
    try:
        rows = specification.fit(group.areas, name=specification.model).tidy()
    except CannotFit as reason:
        results.not_fitted.append(_refused(group, specification.model, reason))
    else:
        total = rows.assign(stratum_type="total", stratum="total")
        results.gradients.append(group.label(total, "stage", "release_ids"))


def _rank(group: Group, results: Results) -> None:
    errors = INDEX_ERRORS[group.level]
    try:
        indices = [*relative_and_slope_index(group.areas, errors=errors), tenth_to_tenth(group.areas, errors=errors)]
    except CannotFit as reason:
        results.not_fitted.append(_refused(group, "inequality_indices", reason))
    else:
        rows = pd.DataFrame([index.tidy() for index in indices])
        results.inequality_indices.append(group.label(rows, "release_ids"))


def run_groups(groups: Iterable[Group]) -> Results:
    """Fit everything; what cannot be fitted is listed with its reason."""
    results = Results()
    for group in groups:
        for specification in SPECIFICATIONS:
            if specification.level == group.level:
                _fit(group, specification, results)
        _rank(group, results)
    return results
