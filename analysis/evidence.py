"""What a build holds for the models, read once: areas by data set, indicator, year and exposure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import duckdb
import pandas as pd

from analysis import warehouse
from analysis.areas import Areas, complete
from analysis.strata.warehouse import Division, divisions
from analysis.warehouse import Wanted

Level = Literal["between_la", "neighbourhood"]

POPULATIONS = "dfe__cin_populations"
INDICES = "mhclg__lsoa_indices"
NEIGHBOURHOOD_COUNTS = "csc__lsoa_interventions"
SAMPLE = "sample"
BETWEEN_AUTHORITIES = {"public_record", SAMPLE}
KEY = ("dataset_id", "indicator_id", "stage", "financial_year_end", "imd_edition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The areas of one data set, indicator, year and exposure, and the files they rest on.

    `is_newest_edition` and `is_newest_year`: the data set has no later Indices, the indicator no later year.
    """

    areas: Areas
    level: Level
    dataset_id: str
    indicator_id: str
    stage: str
    financial_year_end: int
    exposure: str
    release_ids: str
    is_newest_edition: bool
    is_newest_year: bool

    @property
    def about(self) -> dict[str, Any]:
        """The columns that label every result of the group."""
        names = ("dataset_id", "level", "indicator_id", "financial_year_end", "exposure")
        return {name: getattr(self, name) for name in names}

    def label(self, rows: pd.DataFrame, *extra: str) -> pd.DataFrame:
        """Put what the group is before its results; `extra` names further fields to carry."""
        return rows.assign(**self.about, **{name: getattr(self, name) for name in extra})


def exposure_name(imd_edition: int) -> str:
    return f"income_deprivation_{imd_edition}"


def release_ids(rows: pd.DataFrame, releases: pd.DataFrame, edition: int, level: Level) -> str:
    """The files that a result rests on: counts, denominators and deprivation."""
    deprivation = releases[(releases["table_name"] == INDICES) & (releases["vintage"] == edition)]
    if level == "between_la":
        denominators = releases[releases["table_name"] == POPULATIONS].nlargest(1, "vintage")
        counts = set(rows["_release_id"])
    else:
        denominators = releases[releases["table_name"] == NEIGHBOURHOOD_COUNTS]
        counts = set()
    return ", ".join(sorted(counts | set(denominators["release_id"]) | set(deprivation["release_id"])))


def groups_of(level: Level, areas: pd.DataFrame, releases: pd.DataFrame) -> Iterable[Group]:
    """Split areas by data set, indicator, year and edition of the Indices."""
    newest_edition = areas.groupby("dataset_id")["imd_edition"].max()
    newest_year = areas.groupby(["dataset_id", "indicator_id"])["financial_year_end"].max()
    for _, rows in areas.groupby(list(KEY), sort=True):
        first = rows.iloc[0]
        dataset, indicator, edition = first["dataset_id"], first["indicator_id"], int(first["imd_edition"])
        yield Group(
            areas=complete(rows),
            level=level,
            dataset_id=str(dataset),
            indicator_id=str(indicator),
            stage=str(first["stage"]),
            financial_year_end=int(first["financial_year_end"]),
            exposure=exposure_name(edition),
            release_ids=release_ids(rows, releases, edition, level),
            is_newest_edition=bool(edition == newest_edition[dataset]),
            is_newest_year=bool(first["financial_year_end"] == newest_year[dataset, indicator]),
        )


@dataclass(frozen=True)
class Evidence:
    """A build that is open for reading, and its data sets that are `wanted`: all, if None.

    Each frame is read when it is first asked for, and kept.
    """

    connection: duckdb.DuckDBPyConnection
    wanted: Wanted = None

    @property
    def has_authorities(self) -> bool:
        """Whether the tables of authorities, which the public record and the sample have, are wanted."""
        return self.wanted is None or not BETWEEN_AUTHORITIES.isdisjoint(self.wanted)

    @cached_property
    def releases(self) -> pd.DataFrame:
        return warehouse.releases(self.connection)

    @cached_property
    def groups(self) -> list[Group]:
        """Of both levels, authorities first."""
        authorities = warehouse.authorities(self.connection, self.wanted)
        return [*groups_of("between_la", authorities, self.releases), *self._of_neighbourhoods()]

    def _of_neighbourhoods(self) -> Iterator[Group]:
        """One stage at a time: what is read of it, with its labels, is several times what its groups keep."""
        for dataset_id, stage in warehouse.stages(self.connection, self.wanted):
            rows = warehouse.neighbourhoods(self.connection, dataset_id=dataset_id, stage=stage)
            yield from groups_of("neighbourhood", rows, self.releases)

    @cached_property
    def divisions(self) -> list[Division]:
        """How the events of neighbourhoods are divided."""
        return divisions(self.connection, self.wanted)
