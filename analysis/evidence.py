"""What a build holds for the models, read once: areas by data set, indicator, year and exposure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import pandas as pd

from analysis import warehouse
from analysis.areas import Areas, complete
from analysis.public_record.reading import PublicRecord
from analysis.releases import Level, release_ids
from analysis.strata.warehouse import Division, divisions
from analysis.warehouse import Wanted

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
    def record(self) -> PublicRecord:
        """What the studies of the public record read."""
        return PublicRecord(self.connection)

    @cached_property
    def of_authorities(self) -> list[Group]:
        return list(groups_of("between_la", warehouse.authorities(self.connection, self.wanted), self.releases))

    @cached_property
    def of_neighbourhoods(self) -> list[Group]:
        """Read one stage at a time: what is read of it, with its labels, is several times what its groups keep."""
        return [
            group
            for dataset_id, stage in warehouse.stages(self.connection, self.wanted)
            for group in groups_of(
                "neighbourhood",
                warehouse.neighbourhoods(self.connection, dataset_id=dataset_id, stage=stage),
                self.releases,
            )
        ]

    @property
    def groups(self) -> list[Group]:
        """Of both levels, authorities first."""
        return [*self.of_authorities, *self.of_neighbourhoods]

    @cached_property
    def divisions(self) -> list[Division]:
        """How the events of neighbourhoods are divided."""
        return divisions(self.connection, self.wanted)
