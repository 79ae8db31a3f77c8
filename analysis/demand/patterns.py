"""Assessments as zeros and ones, one row per pattern that occurs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation import Array

NONE_FOUND, NOT_RECORDED = "none_found", "not_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """Which factors (J) each pattern holds (`found`, m by J), and how many assessments found it (`count`, m).

    `place` is the pattern's number in the build. Patterns of assessments without a record are not among them.
    """

    factors: tuple[str, ...]
    found: Array
    count: Array
    place: npt.NDArray[np.intp]
    excluded_count: int

    @property
    def total(self) -> float:
        return float(self.count.sum())

    @property
    def shares(self) -> Array:
        """How often each factor is found."""
        shares: Array = self.count @ self.found / self.total
        return shares

    def common(self, least_share: float) -> "Patterns":
        """With the factors alone that are found at least so often."""
        kept = np.flatnonzero(self.shares >= least_share)
        return Patterns(
            factors=tuple(self.factors[column] for column in kept),
            found=self.found[:, kept],
            count=self.count,
            place=self.place,
            excluded_count=self.excluded_count,
        )

    def has(self, *names: str) -> npt.NDArray[np.bool_]:
        """Whether each pattern holds at least one of the factors."""
        return np.asarray(self.found[:, [name in names for name in self.factors]].any(axis=1))


def patterns_of(by_plan: pd.DataFrame, *, plans: Mapping[str, bool] | None = None) -> Patterns:
    """Of the rows of one data set; `plans` says of a category of plan whether its assessments count."""
    wanted = by_plan if plans is None else by_plan[by_plan["plan_category"].map(plans).astype(bool)]
    counts = wanted.groupby(["place", "pattern"])["assessments_count"].sum().reset_index()
    recorded = counts[counts["pattern"] != NOT_RECORDED]
    found = recorded["pattern"].astype("str").str.get_dummies(",").drop(columns=NONE_FOUND, errors="ignore")
    return Patterns(
        factors=tuple(str(name) for name in found.columns),
        found=found.to_numpy(float),
        count=recorded["assessments_count"].to_numpy(float),
        place=recorded["place"].to_numpy(np.intp),
        excluded_count=int(counts["assessments_count"].sum() - recorded["assessments_count"].sum()),
    )
