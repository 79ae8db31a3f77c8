"""Referral counts on a frame of neighbourhoods, from populations whose gradient is known."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

Population = Literal["A", "A0", "B"]

RATE_PER_10K = 544.5
SCORE = 1.62
LA_MEAN = 13.745
INTERACTION = {"A": -0.28, "A0": 0.0, "B": 0.0}
CONTEXT_PER_10PP = -0.134
ELASTICITY, CONTEXT_LN_LA, LEAST_PCT = 0.78, -0.338, 0.5
INTERCEPT_SD, SLOPE_SD, SHAPE = 0.27, 0.06, 8.0


class Draw(NamedTuple):
    """Counts, one per area, and what each authority adds to ln of its rate ratio per +10 points."""

    counts: np.ndarray
    slopes: pd.Series


@dataclass(frozen=True, slots=True)
class Truth:
    """The geometric score that a population has, over all children of the frame."""

    frame: pd.DataFrame
    population: Population

    def log_score(self, la_pct: float | np.ndarray) -> float | np.ndarray:
        if self.population == "B":
            x = self.frame["exposure_pct"]
            steps = np.log(np.maximum(x + 10, LEAST_PCT)) - np.log(np.maximum(x, LEAST_PCT))
            return ELASTICITY * float(np.average(steps, weights=self.frame["children_count"]))
        return np.log(SCORE) + INTERACTION[self.population] * np.log(la_pct / LA_MEAN)


def _log_relative_rate(frame: pd.DataFrame, population: Population) -> pd.Series:
    """Before the authorities' own effects; A bends with nothing but L, B is a power of the exposure."""
    x, la = frame["exposure_pct"], frame["la_exposure_pct"]
    if population == "B":
        return ELASTICITY * np.log(np.maximum(x, LEAST_PCT)) + CONTEXT_LN_LA * np.log(la / LA_MEAN)
    slope = np.log(SCORE) + INTERACTION[population] * np.log(la / LA_MEAN)
    return slope * (x - LA_MEAN) / 10 + CONTEXT_PER_10PP * (la - LA_MEAN) / 10


def draw(frame: pd.DataFrame, population: Population, seed: int) -> Draw:
    """One population of referrals: NB2 counts, at the national rate in expectation."""
    random = np.random.default_rng(seed)
    codes, place = np.unique(frame["la_code"], return_inverse=True)
    intercepts, slopes = random.normal(0, [[INTERCEPT_SD], [SLOPE_SD]], (2, len(codes)))
    steps = ((frame["exposure_pct"] - LA_MEAN) / 10).to_numpy()
    fixed = _log_relative_rate(frame, population).to_numpy()
    expected = np.exp(fixed + (INTERCEPT_SD**2 + (SLOPE_SD * steps) ** 2) / 2)
    children = frame["children_count"].to_numpy()
    level = RATE_PER_10K / 10_000 / np.average(expected, weights=children)
    mean = children * level * np.exp(fixed + intercepts[place] + slopes[place] * steps)
    return Draw(random.poisson(mean * random.gamma(SHAPE, 1 / SHAPE, len(mean))), pd.Series(slopes, codes))
