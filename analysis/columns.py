"""The columns of neighbourhood models: named terms in the exposure and the authority's own level of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.areas import Areas
from analysis.estimation import Array, CannotFit
from analysis.gradient import POINTS
from analysis.splines import FIVE_KNOTS, THREE_KNOTS, RestrictedCubicSpline, spline_at_quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Where the columns are centred and bent, all in percentage points.

    `la_mean` is the mean over authorities of their population-weighted exposure L: everything is centred
    there. The exposure's knots are quantiles over areas of the exposure itself: a spline of the exposure
    less its authority's mean would create a slope that differs with L out of curvature.
    """

    la_mean: float
    exposure_spline: RestrictedCubicSpline
    la_spline: RestrictedCubicSpline


def scales_of(areas: Areas) -> Scales:
    if areas.areas_count == 0:
        raise CannotFit("no area has a count, children and an exposure")
    by_la = areas.rows.groupby("la_code")["la_exposure_pct"].first()
    if by_la.isna().any():
        raise CannotFit(f"{int(by_la.isna().sum())} authorities have no exposure of their own")
    try:
        return Scales(
            la_mean=float(by_la.mean()),
            exposure_spline=spline_at_quantiles(areas.rows["exposure_pct"], FIVE_KNOTS),
            la_spline=spline_at_quantiles(by_la, THREE_KNOTS),
        )
    except ValueError as reason:
        raise CannotFit(f"too few distinct exposures: {reason}") from reason


Columns = dict[str, Array]
Term = Callable[[pd.DataFrame, Scales], Columns]


def _x(rows: pd.DataFrame, scales: Scales) -> Array:
    return rows["exposure_pct"].to_numpy(float) - scales.la_mean


def _la(rows: pd.DataFrame, scales: Scales) -> Array:
    return rows["la_exposure_pct"].to_numpy(float) - scales.la_mean


def _logarithm(rows: pd.DataFrame, name: str, over: float = 1.0) -> Array:
    values = rows[name].to_numpy(float)
    if (values <= 0).any():
        raise CannotFit(f"{int((values <= 0).sum())} areas have no {name} above zero to take the logarithm of")
    return np.log(values / over)


def _log_la(rows: pd.DataFrame, scales: Scales) -> Array:
    return _logarithm(rows, "la_exposure_pct", scales.la_mean)


def _numbered(name: str, basis: Array) -> Columns:
    return {f"{name}_{place}": column for place, column in enumerate(basis.T, start=1)}


def _rural(rows: pd.DataFrame, scales: Scales) -> Columns:
    rural = rows["is_rural"].to_numpy(float)
    return {"rural": rural, "exposure_by_rural": rural * _x(rows, scales)}


def _density(rows: pd.DataFrame, scales: Scales) -> Columns:
    density = _logarithm(rows, "children_per_hectare")
    return {"ln_density": density, "exposure_by_ln_density": density * _x(rows, scales)}


def _of_authority(rows: pd.DataFrame, values: pd.Series, name: str, scales: Scales) -> Columns:
    """A trait of authorities, from its mean over them, and its product with the exposure."""
    centred = (values - values.groupby(rows["la_code"]).first().mean()).to_numpy(float)
    return {name: centred, f"exposure_by_{name}": centred * _x(rows, scales)}


def _spending(rows: pd.DataFrame, scales: Scales) -> Columns:
    spending = pd.Series(_logarithm(rows, "la_spending_per_child_gbp"), index=rows.index)
    return _of_authority(rows, spending, "ln_spending", scales)


def _turnover(rows: pd.DataFrame, scales: Scales) -> Columns:
    return _of_authority(rows, rows["la_turnover_pct"] / POINTS, "turnover", scales)


TERMS: Mapping[str, Term] = {
    "exposure": lambda rows, scales: {"exposure": _x(rows, scales)},
    "within": lambda rows, scales: {"exposure": _x(rows, scales) - _la(rows, scales)},
    "between": lambda rows, scales: {"la_mean_exposure": _la(rows, scales)},
    "exposure_spline": lambda rows, scales: _numbered(
        "exposure_spline", scales.exposure_spline.basis(rows["exposure_pct"])
    ),
    "la": lambda rows, scales: {"la_exposure": _la(rows, scales)},
    "la_squared": lambda rows, scales: {"la_exposure_squared": _la(rows, scales) ** 2},
    "ln_la": lambda rows, scales: {"ln_la_exposure": _log_la(rows, scales)},
    "la_spline": lambda rows, scales: _numbered("la_spline", scales.la_spline.basis(rows["la_exposure_pct"])),
    "by_la": lambda rows, scales: {"exposure_by_la": _x(rows, scales) * _la(rows, scales)},
    "by_la_squared": lambda rows, scales: {"exposure_by_la_squared": _x(rows, scales) * _la(rows, scales) ** 2},
    "by_ln_la": lambda rows, scales: {"exposure_by_ln_la": _x(rows, scales) * _log_la(rows, scales)},
    "rural": _rural,
    "density": _density,
    "spending": _spending,
    "turnover": _turnover,
}


def design_of(rows: pd.DataFrame, scales: Scales, terms: Sequence[str]) -> pd.DataFrame:
    """Columns (n, p) of the named terms, an intercept first."""
    columns: Columns = {"intercept": np.ones(len(rows))}
    for term in terms:
        columns |= TERMS[term](rows, scales)
    return pd.DataFrame(columns, index=rows.index)


def ten_points_more(rows: pd.DataFrame, scales: Scales, terms: Sequence[str]) -> pd.DataFrame:
    """What +10 percentage points of the exposure add to each column of each row (n, p)."""
    more = rows.assign(exposure_pct=rows["exposure_pct"] + POINTS)
    return design_of(more, scales, terms) - design_of(rows, scales, terms)


def children_by_exposure(areas: Areas) -> pd.DataFrame:
    """All children of the data set by exposure: exposure_pct, children_count; one row per exposure."""
    return areas.rows.groupby("exposure_pct")["children_count"].sum().reset_index()


def geometric_contrasts(children: pd.DataFrame, scales: Scales, terms: Sequence[str], la_pct: Array) -> Array:
    """The mean over the children of what +10 points add, all put into an authority at each level: (m, p).

    Its product with the parameters is the ln of the geometric score, so that its error is exact. The
    children are always those of the whole data set: an authority's own would turn curvature into
    steeper slopes for affluent authorities.
    """
    everywhere = children.merge(pd.DataFrame({"la_exposure_pct": la_pct}), how="cross")
    added = ten_points_more(everywhere, scales, terms).to_numpy().reshape(len(children), len(la_pct), -1)
    mean: Array = np.average(added, axis=0, weights=children["children_count"])
    return mean
