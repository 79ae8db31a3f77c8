"""Which files a result rests on, from the releases of a build (release_id, table_name, vintage)."""

from typing import Literal

import pandas as pd

Level = Literal["between_la", "neighbourhood"]

POPULATIONS = "dfe__cin_populations"
INDICES = "mhclg__lsoa_indices"
NEIGHBOURHOOD_COUNTS = "csc__lsoa_interventions"


def files_of_indices(releases: pd.DataFrame, imd_edition: int) -> set[str]:
    """The file of an edition, whichever issue of it is declared."""
    found = releases[(releases["table_name"] == INDICES) & (releases["vintage"] // 1 == imd_edition)]
    return set(found["release_id"])


def files_of_children(releases: pd.DataFrame) -> set[str]:
    """The newest estimates of children by authority."""
    return set(releases[releases["table_name"] == POPULATIONS].nlargest(1, "vintage")["release_id"])


def release_ids(rows: pd.DataFrame, releases: pd.DataFrame, edition: int, level: Level) -> str:
    """The files that a result rests on: counts, denominators and deprivation."""
    if level == "between_la":
        files = set(rows["_release_id"]) | files_of_children(releases)
    else:
        files = set(releases[releases["table_name"] == NEIGHBOURHOOD_COUNTS]["release_id"])
    return ", ".join(sorted(files | files_of_indices(releases, edition)))
