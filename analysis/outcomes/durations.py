"""How long need and plans last: hazards of ending by deprivation, from spells met under way or still open."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import statsmodels.api as sm
from scipy.stats import t  # type: ignore[import-untyped]

from analysis.gradient import CannotFit, Term
from analysis.multilevel.families import Array
from analysis.outcomes.fit import OutcomeFit
from analysis.survival import fit_cox

MONTH_DAYS = 365.25 / 12
FIRST_YEAR, QUARTER = 12, 3  # months: the hazard is one of each month, later one of each quarter
CELL_POINTS = 2
COLUMNS = ["exposure", "la_exposure"]
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

    def result(self, *, model: str, terms: list[Term], converged: bool, note: str | None = None) -> OutcomeFit:
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
            note=note,
        )

    def terms(self, estimates: Array, errors: Array) -> list[Term]:
        """Intervals are of t with authorities - 1 degrees of freedom."""
        quantile = float(t.ppf(0.975, self.las_count - 1))
        return [
            Term(name=name, estimate=float(estimate), se=float(se), critical_value=quantile)
            for name, estimate, se in zip(COLUMNS, estimates, errors, strict=True)
        ]


def complete_spells(spells: pd.DataFrame) -> Spells:
    """Leave out, and count, episodes without a neighbourhood that has an exposure."""
    kept = spells[spells["exposure_pct"].notna() & spells["la_exposure_pct"].notna()]
    if len(kept) < TOO_FEW_SPELLS:
        raise CannotFit(f"only {len(kept)} episodes have a neighbourhood with an exposure")
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


def fit_durations_by_month(spells: Spells) -> OutcomeFit:
    """A hazard for each month by the complementary log-log, whose ratios are those of proportional hazards."""
    table = life_table(spells)
    later = FIRST_YEAR + (table["month"] - FIRST_YEAR) // QUARTER
    period = table["month"].where(table["month"] < FIRST_YEAR, later)
    some_ended = table.groupby(period)["ended_count"].transform("sum") > 0
    table = table[some_ended]
    months = pd.get_dummies(period[some_ended], prefix="period", dtype=float)
    open_still = np.maximum(table["at_risk_count"] - table["ended_count"], 0)
    family = sm.families.Binomial(sm.families.links.CLogLog())
    model = sm.GLM(np.column_stack([table["ended_count"], open_still]), table[COLUMNS].join(months), family=family)
    groups = pd.factorize(table["la_code"])[0]
    if groups.max() < 1:
        raise CannotFit("errors clustered by authority need at least two authorities")
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    terms = spells.terms(fit.params[COLUMNS].to_numpy(), fit.bse[COLUMNS].to_numpy())
    return spells.result(model="discrete_time", terms=terms, converged=bool(fit.converged))
