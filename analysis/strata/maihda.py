"""Crossed strata as groups: how far they differ, how much of that adds up, and what is left to each crossing.

Multilevel analysis of individual heterogeneity and discriminatory accuracy: a count model with an effect of
each crossing, first alone, then beside the main effects of what is crossed (Evans and others 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm, t  # type: ignore[import-untyped]

from analysis.estimation import Array, CannotFit
from analysis.gradient import PER
from analysis.multilevel import MultilevelFit, fit_multilevel

FEW_CROSSINGS = 50
QUINTILES = 5
LEAST_VARIANCE = 1e-10  # of the log rate between crossings: less is what the search for the maximum stopped at
ALL = 1 - 1e-9
SEPARATOR = ", "


def quintile_of(exposure_pct: pd.Series, national: pd.Series) -> pd.Series:
    """The fifth of all national neighbourhoods that each exposure falls into; 1 is the most deprived."""
    if not national.notna().any():
        raise CannotFit("no neighbourhood has an exposure to rank it by")
    edges = np.quantile(national.dropna(), np.arange(1, QUINTILES) / QUINTILES)
    place = QUINTILES - np.searchsorted(edges, exposure_pct.to_numpy(float), side="left")
    return pd.Series(place, index=exposure_pct.index).where(exposure_pct.notna())


def crossed(cells: pd.DataFrame, dimensions: Sequence[str]) -> tuple[pd.DataFrame, int]:
    """Events and children by authority and crossing, and how many cells were left out for want of a number.

    The negative binomial's spread between authorities is then part of what is chance to a crossing.
    """
    needed = ["events_count", "children_count", "la_code", *dimensions]
    usable = cells[needed].notna().all(axis=1) & (cells["children_count"] > 0)
    summed = cells[usable].groupby(["la_code", *dimensions], observed=True)[["events_count", "children_count"]].sum()
    return summed.reset_index(), int((~usable).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Maihda:
    """The model without and with the main effects of `dimensions`; `rows` are those of `crossed`, with `crossing`."""

    dimensions: tuple[str, ...]
    rows: pd.DataFrame
    null: MultilevelFit
    additive: MultilevelFit

    @property
    def crossings_count(self) -> int:
        return len(self.null.groups)

    def vpc(self, fit: MultilevelFit) -> float:
        """The share of the variance of one child's count that lies between crossings (Leckie and others 2020).

        Of a log-normal effect of variance s on a mean M: M^2 (e^s - 1) between, M + M^2 e^s / theta within.
        """
        spread = float(fit.random_covariance[0, 0])
        mean = self._mean_rate(fit, spread)
        between = mean**2 * np.expm1(spread)
        return float(between / (between + mean + mean**2 * np.exp(spread) / fit.theta))

    def _mean_rate(self, fit: MultilevelFit, spread: float) -> float:
        design = _main_effects(self.rows, self.dimensions)[list(fit.terms)].to_numpy(float)
        return float(np.average(np.exp(design @ fit.params + spread / 2), weights=self.rows["children_count"]))

    def median_rate_ratio(self, fit: MultilevelFit) -> float:
        """The median ratio of the higher to the lower rate of two crossings picked at random."""
        return float(np.exp(np.sqrt(2 * fit.random_covariance[0, 0]) * norm.ppf(0.75)))

    @property
    def pcv(self) -> float:
        """The share of the variance between crossings that main effects account for."""
        return 1 - float(self.additive.random_covariance[0, 0] / self.null.random_covariance[0, 0])

    @property
    def pcv_adjusted(self) -> float:
        """The same without what main effects would account for by chance, having so many terms."""
        lost = [self.crossings_count - len(fit.terms) for fit in (self.null, self.additive)]
        return 1 - (1 - self.pcv) * lost[0] / lost[1]

    @property
    def note(self) -> str | None:
        """What to keep in mind, in words."""
        said = {
            f"only {self.crossings_count} crossings: their variances are poorly known": (
                self.crossings_count < FEW_CROSSINGS
            ),
            "nothing varies beside the main effects: every interaction is put at one": self.pcv > ALL,
            "no spread between authorities: fitted as Poisson": self.additive.family == "poisson",
            "the likelihood was not maximised": not (self.null.converged and self.additive.converged),
        }
        return "; ".join(text for text, holds in said.items() if holds) or None


def _main_effects(rows: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """An intercept and an indicator of each value but the first."""
    indicators = [
        pd.get_dummies(rows[name].astype(str), prefix=name, drop_first=True, dtype=float) for name in dimensions
    ]
    return pd.concat([pd.DataFrame({"intercept": 1.0}, index=rows.index), *indicators], axis=1)


def fit_maihda(crossings: pd.DataFrame, dimensions: Sequence[str]) -> Maihda:
    """Both models of the counts that `crossed` gives."""
    names = crossings[dimensions[0]].astype(str).str.cat(crossings[list(dimensions[1:])].astype(str), sep=SEPARATOR)
    design = _main_effects(crossings, dimensions)
    if names.nunique() <= design.shape[1]:
        raise CannotFit(f"{names.nunique()} crossings leave nothing beside {design.shape[1]} main effects")

    def fit(columns: pd.DataFrame) -> MultilevelFit:
        return fit_multilevel(
            counts=crossings["events_count"],
            design=columns,
            random_design=design[["intercept"]],
            groups=names,
            family="nb2",
            offset=np.log(crossings["children_count"]),
        )

    null = fit(design[["intercept"]])
    if null.random_covariance[0, 0] < LEAST_VARIANCE:
        raise CannotFit("the rates of the crossings do not differ beyond chance: there is no variance to explain")
    return Maihda(dimensions=tuple(dimensions), rows=crossings.assign(crossing=names), null=null, additive=fit(design))


def _with_interval(fit: MultilevelFit, fixed: Array, random: Array) -> tuple[Array, Array, Array]:
    """The exponential of a sum of terms and effects of each crossing, and the ends of its 95 % interval."""
    estimate, se = fit.combine(fixed, random)
    half = float(t.ppf(0.975, fit.degrees_of_freedom)) * se
    return np.exp(estimate), np.exp(estimate - half), np.exp(estimate + half)


def crossing_rows(found: Maihda) -> pd.DataFrame:
    """One row per crossing: its rate, the one that main effects alone give it, and the ratio of the two."""
    fit = found.additive
    design = _main_effects(found.rows, found.dimensions).assign(crossing=found.rows["crossing"])
    fixed = design.groupby("crossing").first().loc[list(fit.groups), list(fit.terms)].to_numpy(float)
    ones = np.ones((len(fit.groups), 1))
    rate, rate_low, rate_high = _with_interval(fit, fixed, ones)
    ratio, ratio_low, ratio_high = _with_interval(fit, np.zeros_like(fixed), ones)
    counts = found.rows.groupby("crossing")[["events_count", "children_count"]].sum().loc[list(fit.groups)]
    return pd.DataFrame(
        {
            "crossing": fit.groups,
            "crossing_rate_per_10k": PER * rate,
            "ci_low": PER * rate_low,
            "ci_high": PER * rate_high,
            "additive_rate_per_10k": PER * np.exp(fixed @ fit.params),
            "interaction_ratio": ratio,
            "interaction_low": ratio_low,
            "interaction_high": ratio_high,
            "events_count": counts["events_count"].to_numpy(),
            "children_count": counts["children_count"].to_numpy(),
        }
    )
