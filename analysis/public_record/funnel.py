"""Observed against expected by authority: the deprivation curve and funnel limits that allow for overdispersion."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm  # type: ignore[import-untyped]

from analysis.areas import Areas
from analysis.estimation import Array, CannotFit
from analysis.gradient import Z_95, fit_nb2

Z_998 = 3.090232306167813
WINSORISED_SHARE = 0.1
LEAST = 1e-100  # of an expected count: a ratio to it is still a number
MODEL = "nb2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdispersion:
    """How much more authorities vary around the curve than chance lets counts vary (Spiegelhalter 2005).

    `phi` is the winsorised mean of the squared z-scores, 1 under chance alone; `tau` the standard deviation
    between authorities of the square root of observed over expected, 0 if phi shows none.
    """

    phi: float
    tau: float


def expected_counts(areas: Areas) -> Array:
    """What an NB2 curve, log-linear in the exposure, expects of each authority."""
    fit = fit_nb2(areas, errors=None, name=MODEL)
    terms = {term.name: term.estimate for term in fit.terms}
    log_rate = terms["intercept"] + terms["exposure"] * areas.rows["exposure_pct"].to_numpy(float)
    with np.errstate(over="ignore"):
        expected = np.asarray(areas.rows["children_count"].to_numpy(float) * np.exp(log_rate))
    if not (fit.converged and np.isfinite(expected).all() and expected.min() > LEAST):
        raise CannotFit("the curve that authorities are compared with was not found, or expects nothing of one of them")
    return expected


def chance_sd(expected: Array) -> Array:
    """Of the square root of observed over expected, for a Poisson count."""
    return np.asarray(1 / (2 * np.sqrt(expected)))


def drawn_in_variance(share: float) -> float:
    """The mean square of normal scores whose outer shares, on either side, are drawn in to the shares' edges."""
    edge = norm.ppf(1 - share)
    return float(1 - 2 * share - 2 * edge * norm.pdf(edge) + 2 * share * edge**2)


def overdispersion(observed: Array, expected: Array) -> Overdispersion:
    """From z-scores on the square-root scale, the outer tenths of them drawn in to the tenths' edges.

    Drawing in takes a third off the squares of normal scores; phi is put back onto the scale on which chance
    alone is 1, without which the limits would hold too few authorities that are like the others.
    """
    chance = chance_sd(expected)
    z = (np.sqrt(observed / expected) - 1) / chance
    edges = np.quantile(z, [WINSORISED_SHARE, 1 - WINSORISED_SHARE])
    phi = float(np.mean(np.clip(z, *edges) ** 2)) / drawn_in_variance(WINSORISED_SHARE)
    weights = 1 / chance**2
    excess = len(z) * phi - (len(z) - 1)
    of_others = np.where(np.eye(len(z), dtype=bool), 0.0, weights).sum(axis=1)
    tau_squared = excess / ((weights * of_others).sum() / weights.sum())
    return Overdispersion(phi=phi, tau=float(np.sqrt(max(tau_squared, 0.0))))


def _squared(root: Array) -> Array:
    return np.asarray(np.clip(root, 0, None) ** 2)


def exact_interval(observed: Array) -> tuple[Array, Array]:
    """The exact 95 % interval of a Poisson count."""
    low = np.where(observed > 0, chi2.ppf(0.025, 2 * observed) / 2, 0.0)
    return low, np.asarray(chi2.ppf(0.975, 2 * (observed + 1)) / 2)


def verdict_of(ratio_low: float, ratio_high: float) -> str:
    if ratio_low > 1:
        return "higher"
    return "lower" if ratio_high < 1 else "cannot_distinguish"


def observed_and_expected(areas: Areas) -> pd.DataFrame:
    """One row per authority with a count, in the columns of results.la_expected.

    The interval of the ratio holds chance and the spread between authorities of the same deprivation, so
    that it leaves out 1 exactly where the ratio lies outside the 95 % funnel; `chance_low` and
    `chance_high` hold chance alone. The uncertainty of the curve itself is in neither.
    """
    observed = areas.rows["events_count"].to_numpy(float)
    expected = expected_counts(areas)
    found = overdispersion(observed, expected)
    root, sd = np.sqrt(observed / expected), np.hypot(chance_sd(expected), found.tau)
    low, high = _squared(root - Z_95 * sd), _squared(root + Z_95 * sd)
    chance_low, chance_high = exact_interval(observed)
    return pd.DataFrame(
        {
            "la_code": areas.rows["la_code"],
            "model": MODEL,
            "observed": observed,
            "expected": expected,
            "ratio": observed / expected,
            "ratio_low": low,
            "ratio_high": high,
            "chance_low": chance_low / expected,
            "chance_high": chance_high / expected,
            "limit_low_95": _squared(1 - Z_95 * sd),
            "limit_high_95": _squared(1 + Z_95 * sd),
            "limit_low_998": _squared(1 - Z_998 * sd),
            "limit_high_998": _squared(1 + Z_998 * sd),
            "exposure_pct": areas.rows["exposure_pct"],
            "verdict": [verdict_of(*ends) for ends in zip(low, high, strict=True)],
            "phi": found.phi,
            "tau": found.tau,
            "n_la": areas.las_count,
            "excluded_count": areas.excluded_count,
        }
    )
