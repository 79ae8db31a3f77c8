"""Is a deprived authority's count more than its neighbourhoods make? The composition test of inverse intervention.

A national curve over neighbourhoods is *assumed*, from publications; with it, the neighbourhoods of each
authority give the count that their mix alone would make. What is left, over the authority's deprivation, is
contextual. The curve decides much of the answer: results show every curve beside the others.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from analysis.areas import Areas
from analysis.estimation import Array, CannotFit
from analysis.gradient import POINTS, fit_nb2
from analysis.public_record.funnel import verdict_of

LOWEST_PCT = 0.5
AFTER_HOUSING_COSTS = 2025

Curve = Callable[[Array], Array]


def log_linear(score: float) -> Curve:
    """The rate is `score` times as high per +10 percentage points."""
    return lambda exposure_pct: np.asarray(score ** (exposure_pct / POINTS))


def power(elasticity: float) -> Curve:
    """The rate goes with a power of deprivation, taken as half a per cent at least."""
    return lambda exposure_pct: np.asarray(np.maximum(exposure_pct, LOWEST_PCT) ** elasticity)


POWERS: Mapping[str, Curve] = {"power_0.60": power(0.60), "power_0.77": power(0.77), "power_1.00": power(1.0)}
CURVES: Mapping[str, Curve] = {"log_linear_1.62": log_linear(1.62), **POWERS}


def composition_of(neighbourhoods: pd.DataFrame, curve: Curve) -> pd.Series:
    """Each authority's mean rate under the curve over its children (la_code), on no scale in particular.

    `neighbourhoods`: la_code, exposure_pct and children_count, one row per neighbourhood of each authority.
    """
    rows = neighbourhoods.dropna(subset=["exposure_pct", "children_count"])
    made = pd.DataFrame(
        {
            "la_code": rows["la_code"],
            "children_count": rows["children_count"].astype(float),
            "rate": curve(rows["exposure_pct"].to_numpy(float)) * rows["children_count"].astype(float),
        }
    )
    totals = made.groupby("la_code")[["rate", "children_count"]].sum()
    return totals["rate"] / totals["children_count"]


def contextual_ratio(areas: Areas, composition: pd.Series) -> pd.DataFrame:
    """NB2 of the counts over the authority's exposure, what the neighbourhoods make being expected: one row."""
    made = areas.rows["la_code"].map(composition)
    if made.isna().all():
        raise CannotFit("no authority has neighbourhoods with children and deprivation")
    kept = made.notna().to_numpy()
    offered = areas.rows.assign(children_count=areas.rows["children_count"] * made)[kept]
    usable = Areas(
        rows=offered.reset_index(drop=True), excluded_count=areas.excluded_count + int(np.count_nonzero(~kept))
    )
    fit = fit_nb2(usable, errors=None, name="nb2")
    slope = next(term for term in fit.terms if term.name == "exposure")
    ratio_low, ratio_high = (float(np.exp(POINTS * end)) for end in slope.ci)
    found = {
        "estimate": slope.estimate,
        "se": slope.se,
        "ratio": float(np.exp(POINTS * slope.estimate)),
        "ratio_low": ratio_low,
        "ratio_high": ratio_high,
        "verdict": verdict_of(ratio_low, ratio_high),
        "n_la": usable.las_count,
        "events_count": usable.events_count,
        "excluded_count": usable.excluded_count,
        "converged": fit.converged,
    }
    return pd.DataFrame([found])


def curves_of(imd_edition: int) -> Mapping[str, Curve]:
    """A ratio per ten points was published for points of the Indices before 2025, which count income otherwise.

    Under a power it is only the proportion between two neighbourhoods that counts.
    """
    return {name: curve for name, curve in CURVES.items() if imd_edition < AFTER_HOUSING_COSTS or name in POWERS}


def compositions(neighbourhoods: pd.DataFrame, curves: Mapping[str, Curve] = CURVES) -> dict[str, pd.Series]:
    """What the neighbourhoods make under each assumed curve, by its name."""
    return {name: composition_of(neighbourhoods, curve) for name, curve in curves.items()}


def composition_tests(areas: Areas, made: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The contextual ratio under each assumed curve, one row per curve."""
    rows = [contextual_ratio(areas, composition).assign(curve=name) for name, composition in made.items()]
    return pd.concat(rows, ignore_index=True)
