"""Indices of inequality over ranked areas: relative and slope index in log form, tenth to tenth, concentration."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import WLS

from analysis.areas import Areas
from analysis.estimation import CannotFit
from analysis.gradient import (
    PER,
    TOO_FEW_AREAS,
    Errors,
    critical_value,
    log_linear,
    require_signal,
    require_two_authorities,
    sandwich,
)
from analysis.regression import errors_of, refuse_unbounded, solved, varies


@dataclass(frozen=True, slots=True, kw_only=True)
class InequalityIndex:
    """One index with its 95 % interval: a ratio for rii and d10_d1, children per 10,000 for sii."""

    index_name: str
    estimate: float
    ci_low: float
    ci_high: float

    def tidy(self) -> dict[str, object]:
        return {
            "index_name": self.index_name,
            "estimate": self.estimate,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
        }


def ridits(areas: Areas) -> pd.Series:
    """Each area's mid-rank in 0 to 1, from least to most deprived, by children; ties share one."""
    by_exposure = areas.rows.groupby("exposure_pct")["children_count"].sum().sort_index()
    middle = by_exposure.cumsum() - by_exposure / 2
    return areas.rows["exposure_pct"].map(middle / by_exposure.sum())


def _ratio(name: str, fitted: Any, quantile: float) -> InequalityIndex:
    slope, half = float(fitted.params["exposure"]), quantile * float(errors_of(fitted)["exposure"])
    refuse_unbounded([slope - half, slope + half])
    low, high = np.exp([slope - half, slope + half])
    return InequalityIndex(index_name=name, estimate=float(np.exp(slope)), ci_low=float(low), ci_high=float(high))


def relative_and_slope_index(areas: Areas, *, errors: Errors) -> tuple[InequalityIndex, InequalityIndex]:
    """RII and SII from one log-linear model on the ridit (Moreno-Betancur et al. 2015).

    RII is the fitted rate at the most deprived end over that at the least deprived; SII their
    difference per 10,000 children, its error by the delta method.
    """
    require_signal(areas, errors)
    fitted = log_linear(areas, ridits(areas), errors)
    intercept, slope = (float(value) for value in fitted.params)
    bottom, top = np.exp(intercept), np.exp(intercept + slope)
    derivative = np.array([top - bottom, top])
    quantile = critical_value(areas, errors)
    half = quantile * float(np.sqrt(max(derivative @ np.asarray(fitted.cov_params()) @ derivative, 0.0)))
    gap = float(top - bottom)
    slope_index = InequalityIndex(
        index_name="sii", estimate=PER * gap, ci_low=PER * (gap - half), ci_high=PER * (gap + half)
    )
    return _ratio("rii", fitted, quantile), slope_index


def tenth_to_tenth(areas: Areas, *, errors: Errors) -> InequalityIndex:
    """Rate of the most deprived tenth of children's areas over that of the least deprived (d10_d1)."""
    ranks = ridits(areas)
    ends = (ranks < 0.1) | (ranks >= 0.9)
    extremes = Areas(rows=areas.rows[ends].reset_index(drop=True), excluded_count=areas.excluded_count)
    most_deprived = (ranks[ends] >= 0.9).reset_index(drop=True)
    events = extremes.rows["events_count"].groupby(most_deprived).sum()
    if extremes.areas_count <= 2 or len(events) < 2 or (events == 0).any():
        raise CannotFit("the extreme tenths hold too few areas, or one of them no event")
    require_two_authorities(extremes.las_count, errors)
    fitted = log_linear(extremes, most_deprived.astype(float), errors)
    return _ratio("d10_d1", fitted, critical_value(areas, errors))


def concentration_index(areas: Areas, *, errors: Errors) -> InequalityIndex:
    """Relative concentration index: 0 if deprivation makes no difference, 1 if all events are at its end.

    Twice the covariance of rate and ridit over the mean rate, by the regression that gives it an error
    (Kakwani, Wagstaff and van Doorslaer 1997), weighted by children.
    """
    require_two_authorities(areas.las_count, errors)
    if areas.areas_count < TOO_FEW_AREAS or areas.events_count == 0:
        raise CannotFit(f"{areas.areas_count} areas with {areas.events_count} events cannot be ranked")
    if not varies(areas.rows["exposure_pct"]):
        raise CannotFit("every area has the same exposure")
    rows, ranks = areas.rows, ridits(areas)
    rate = rows["events_count"] / rows["children_count"]
    mean, spread = (np.average(values, weights=rows["children_count"]) for values in (rate, (ranks - 0.5) ** 2))
    design = pd.DataFrame({"intercept": 1.0, "rank": ranks})
    model = WLS(2 * spread * rate / mean, design, weights=rows["children_count"])
    fitted = solved(lambda: model.fit(**sandwich(areas, errors)))
    index, half = float(fitted.params["rank"]), critical_value(areas, errors) * float(errors_of(fitted)["rank"])
    return InequalityIndex(index_name="concentration", estimate=index, ci_low=index - half, ci_high=index + half)
