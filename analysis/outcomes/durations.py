"""How long need and plans last: hazards of ending by deprivation, from spells met under way or still open."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t  # type: ignore[import-untyped]
from statsmodels.genmod import families

from analysis.estimation import NOT_MAXIMISED, Array, CannotFit
from analysis.gradient import Term, require_two_authorities
from analysis.outcomes.fit import OutcomeFit
from analysis.regression import errors_of, fit_counts, is_maximised
from analysis.survival import fit_cox

MONTH_DAYS = 365.25 / 12
FIRST_YEAR, QUARTER = 12, 3  # months: the hazard is one of each month, later one of each quarter
CHILDHOOD = 25 * 12  # months: support can last until then, and no episode longer
CELL_POINTS = 2
COLUMNS = ["exposure", "la_exposure"]
NEEDED = ["la_code", "exposure_pct", "la_exposure_pct", "entered_after_days", "duration_days", "is_ended"]
TOO_FEW_SPELLS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Spells:
    """Episodes fit to be modelled, one row each, and how many were left out.

    `rows` has area_code, la_code, exposure and la_exposure (percentage points from the mean authority),
    entered and lasted in whole days: the day that an episode ended is its last, so that one that ended on the
    day it began lasted for one. `ended` is false where the end was not seen.
    """

    rows: pd.DataFrame
    excluded_count: int

    @property
    def las_count(self) -> int:
        return int(self.rows["la_code"].nunique())

    def result(self, *, model: str, terms: list[Term], converged: bool) -> OutcomeFit:
        return OutcomeFit(
            model=model,
            ratio_kind="hazard_ratio",
            terms=tuple(terms),
            areas_count=int(self.rows["area_code"].nunique()),
            las_count=self.las_count,
            at_risk_count=len(self.rows),
            events_count=int(self.rows["ended"].sum()),
            excluded_count=self.excluded_count,
            converged=converged,
            note=None if converged else NOT_MAXIMISED,
        )

    def terms(self, estimates: Array, errors: Array) -> list[Term]:
        """Intervals are of t with authorities - 1 degrees of freedom."""
        quantile = float(t.ppf(0.975, self.las_count - 1))
        return [
            Term(name=name, estimate=float(estimate), se=float(se), critical_value=quantile)
            for name, estimate, se in zip(COLUMNS, estimates, errors, strict=True)
        ]


def complete_spells(spells: pd.DataFrame) -> Spells:
    """Leave out, and count, episodes without a neighbourhood that has an exposure, or without a duration."""
    kept = spells[spells[NEEDED].notna().all(axis=1)]
    if len(kept) < TOO_FEW_SPELLS:
        raise CannotFit(f"only {len(kept)} episodes have a duration and a neighbourhood with an exposure")
    centre = float(kept.groupby("la_code")["la_exposure_pct"].first().mean())
    rows = pd.DataFrame({
        "area_code": kept["area_code"],
        "la_code": kept["la_code"],
        "exposure": kept["exposure_pct"] - centre,
        "la_exposure": kept["la_exposure_pct"] - centre,
        "entered": kept["entered_after_days"],
        "lasted": kept["duration_days"] + 1,
        "ended": kept["is_ended"].astype(bool),
    })  # fmt: skip
    return Spells(rows=rows, excluded_count=len(spells) - len(kept))


def fit_durations_cox(spells: Spells) -> OutcomeFit:
    """Proportional hazards, each episode at risk from when it was met; errors clustered by authority."""
    rows = spells.rows
    fit = fit_cox(
        durations=rows["lasted"],
        entries=rows["entered"],
        is_event=rows["ended"],
        design=rows[COLUMNS],
        groups=rows["la_code"],
    )
    return spells.result(model="cox", terms=spells.terms(fit.params, fit.se), converged=fit.converged)


def life_table(spells: Spells) -> pd.DataFrame:
    """Cells of authority, two points of exposure and month: the mean exposure, ended_count and at_risk_count.

    As in a life table, an episode counts for half of the month in which it was met or was last seen open.
    """
    rows = spells.rows
    key = [rows["la_code"].to_numpy(), np.floor(rows["exposure"] / CELL_POINTS).to_numpy()]
    cell = rows.groupby(key, sort=True).ngroup().to_numpy()
    means = rows.groupby(cell).agg(
        la_code=("la_code", "first"), exposure=("exposure", "mean"), la_exposure=("la_exposure", "first")
    )
    met = np.floor(rows["entered"] / MONTH_DAYS).astype(int).to_numpy()
    last = np.floor((rows["lasted"] - 1) / MONTH_DAYS).astype(int).to_numpy()
    if last.max() > CHILDHOOD:
        raise CannotFit(f"{int((last > CHILDHOOD).sum())} episodes last for more than 25 years: check their dates")
    shape = len(means), int(last.max()) + 2

    def counted(month: npt.NDArray[np.int_], of: npt.ArrayLike) -> Array:
        sums = np.bincount(cell * shape[1] + month, np.asarray(of, float), shape[0] * shape[1])
        return sums.astype(float).reshape(shape)

    under_way = (rows["entered"] > 0).to_numpy()
    ended = counted(last, rows["ended"])
    halves = counted(met, under_way) + counted(last, ~rows["ended"])
    everyone = np.ones(len(rows))
    at_risk = np.cumsum(counted(met, everyone) - counted(last + 1, everyone), axis=1) - halves / 2
    table = means.loc[np.repeat(means.index, shape[1])].assign(
        month=np.tile(np.arange(shape[1]), shape[0]), ended_count=ended.ravel(), at_risk_count=at_risk.ravel()
    )
    return table[table["at_risk_count"] > 0].reset_index(drop=True)


def _is_informative(table: pd.DataFrame, period: pd.Series) -> pd.Series:
    """Whether some at risk in the row's period ended and some did not: other periods say nothing of a ratio."""
    sums = table.groupby(period)[["ended_count", "open_count"]].transform("sum")
    return (sums > 0).all(axis=1)


def fit_durations_by_month(spells: Spells) -> OutcomeFit:
    """A hazard for each month by the complementary log-log, whose ratios are those of proportional hazards."""
    require_two_authorities(spells.las_count)
    table = life_table(spells)
    table = table.assign(open_count=np.maximum(table["at_risk_count"] - table["ended_count"], 0))
    later = FIRST_YEAR + (table["month"] - FIRST_YEAR) // QUARTER
    period = table["month"].where(table["month"] < FIRST_YEAR, later)
    is_informative = _is_informative(table, period)
    if not is_informative.any():
        raise CannotFit("in no month did some episodes end and others not")
    table, months = table[is_informative], pd.get_dummies(period[is_informative], prefix="period", dtype=float)
    fit = fit_counts(
        table["ended_count"],
        months.join(table[COLUMNS]),
        family=families.Binomial(families.links.CLogLog()),
        groups=table["la_code"],
        trials=table["ended_count"] + table["open_count"],
    )
    terms = spells.terms(fit.params[COLUMNS].to_numpy(), errors_of(fit)[COLUMNS].to_numpy())
    return spells.result(model="discrete_time", terms=terms, converged=is_maximised(fit))
