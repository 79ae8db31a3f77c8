"""The four known truths: what the rate of a neighbourhood is, before any chance.

A: log-linear in income deprivation x, its slope falling with the log of the authority's mean L.
B: a power of x, with no interaction of slopes. A0: A without the interaction. N: no gradient at all.
x and L are in percentage points; rates are per child and year.
"""

from functools import lru_cache
from math import fsum, log
from typing import Literal, get_args

import numpy as np

from ingestion.benchmark.calibration import Stage, value, years
from ingestion.benchmark.frame import Floats, Frame

Population = Literal["A", "B", "A0", "N"]
POPULATIONS: tuple[Population, ...] = get_args(Population)
DATASETS: dict[Population, str] = {"A": "benchmark_a", "B": "benchmark_b", "A0": "benchmark_a0", "N": "benchmark_n"}

POINTS = 10


def rural_slope(frame: Frame, population: Population) -> Floats:
    """What a rural neighbourhood adds to the log slope per 10 points; centred, so England's slope stays as published.

    Only A has it: a slope that depends on place would be an interaction in B and in the nulls.
    """
    if population != "A":
        return np.zeros(len(frame.children))
    extra = log(value("curves", "rural_slope_ratio"))
    share = float(np.average(frame.is_rural, weights=frame.children))
    return np.asarray(extra * (frame.is_rural - share))


def curve(frame: Frame, population: Population, stage: Stage, points: float = 0, la_income_pct: float = 0) -> Floats:
    """The log relative rate of each neighbourhood, as if it were `points` more deprived in the same authority.

    With `la_income_pct` every neighbourhood is put into an authority of that mean.
    """
    x = frame.income_pct + points
    la = np.full(len(x), la_income_pct) if la_income_pct else frame.la_income_pct[frame.la_row]
    given = ("stages", stage)
    if population == "N":
        return np.zeros(len(x))
    if population == "B":
        deprived = np.log(np.maximum(x, value("curves", "least_income_pct")))
        context = value(*given, "la_elasticity") * np.log(la / frame.centre_pct)
        return np.asarray(value(*given, "elasticity") * deprived + context)
    kappa = value("curves", "interaction_per_log_la") if population == "A" else 0.0
    slope = log(value(*given, "score")) + kappa * np.log(la / frame.centre_pct) + rural_slope(frame, population)
    context = value(*given, "la_gradient_log_linear") * (la - frame.centre_pct) / POINTS
    return np.asarray(slope * (x - frame.centre_pct) / POINTS + context)


def expected_log_rate(frame: Frame, population: Population, stage: Stage) -> Floats:
    """The curve with the mean of the authority effects, which are log-normal: u in level, v in slope."""
    level = value("stages", stage, "authority_sd") ** 2 / 2
    slope_sd = value("random", "slope_sd_per_10_points") * (frame.income_pct - frame.centre_pct) / POINTS
    return np.asarray(curve(frame, population, stage) + level + slope_sd**2 / 2)


@lru_cache(maxsize=128)
def alpha(frame: Frame, population: Population, stage: Stage) -> float:
    """The intercept with which the national expected rate of the last year is the published one, on this frame.

    Solved in closed form and summed exactly, then cut to six decimals: the same on any machine.
    """
    expected = np.exp(expected_log_rate(frame, population, stage)) * frame.children
    per_child = value("stages", stage, "rate_per_10k") / 10_000
    return round(log(per_child * fsum(frame.children.tolist()) / fsum(expected.tolist())), 6)


def log_rate(frame: Frame, population: Population, stage: Stage, year: int) -> Floats:
    """The log rate per child and year of each neighbourhood, without authority effects."""
    grown = value("stages", stage, "yearly_growth") * (year - years()[-1])
    return np.asarray(alpha(frame, population, stage) + grown + curve(frame, population, stage))


def geometric_score(
    frame: Frame, population: Population, stage: Stage = "referral", *, la_income_pct: float = 0
) -> float:
    """The true score: exp of the mean over the frame's children of [curve(x + 10) - curve(x)].

    With `la_income_pct` it is the score in an authority of that mean, over the same national children,
    so that the form of the curve alone makes no authority steeper than another.
    """
    steps = curve(frame, population, stage, POINTS, la_income_pct) - curve(frame, population, stage, 0, la_income_pct)
    return float(np.exp(np.average(steps, weights=frame.children)))
