"""The data sets of neighbourhoods that a build holds, for studies that read more of them than counts of areas."""

from dataclasses import dataclass

import pandas as pd

from analysis import warehouse
from analysis.evidence import Evidence, exposure_name
from analysis.releases import release_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """One data set of a build, and the newest Indices on its neighbourhoods."""

    evidence: Evidence
    dataset_id: str
    imd_edition: int

    @property
    def about(self) -> dict[str, str]:
        """The columns that label every result of it."""
        return {"dataset_id": self.dataset_id, "exposure": exposure_name(self.imd_edition)}

    def label(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Put what the data set is, and the files it rests on, beside its results."""
        files = release_ids(pd.DataFrame(), self.evidence.releases, self.imd_edition, "neighbourhood")
        return rows.assign(**self.about, release_ids=files)


def data_sets(evidence: Evidence) -> list[DataSet]:
    """All but the sample, which shows what the headline results look like."""
    found = warehouse.datasets(evidence.connection, evidence.wanted)
    return [DataSet(evidence=evidence, dataset_id=name, imd_edition=edition) for name, edition in found]
