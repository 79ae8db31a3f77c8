"""Authority effects: a level per stage, correlated between stages, and one deviation of the slope."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ingestion.benchmark.calibration import STAGES, value, years
from ingestion.benchmark.frame import Floats, Frame
from ingestion.benchmark.truth import Population, log_rate
from ingestion.problems import DataProblem
from ingestion.sample.streams import stream

TRIES = 200
DECIMALS = 12  # the same on any machine, whatever its linear algebra


@dataclass(frozen=True, eq=False)
class Effects:
    """`level`: one row per authority of the frame, one column per stage, log points. `slope`: per 10 points."""

    level: Floats
    slope: Floats


def correlation() -> Floats:
    """Of the levels of two stages, in the order of STAGES."""
    matrix = np.eye(len(STAGES))
    for row, stage in enumerate(STAGES):
        for column, other in enumerate(STAGES[:row]):
            given = value("random", "cross_stage_correlation", f"{other}-{stage}")
            matrix[row, column] = matrix[column, row] = given
    return matrix


def _levels(random: np.random.Generator, authorities: int) -> Floats:
    root = np.round(np.linalg.cholesky(correlation()), DECIMALS)
    deviations = np.array([value("stages", stage, "authority_sd") for stage in STAGES])
    independent = random.normal(0, 1, (authorities, len(STAGES)))
    correlated = (independent[:, None, :] * root[None, :, :]).sum(axis=2)
    return np.asarray(np.round(correlated * deviations, DECIMALS))


def _room(frame: Frame, population: Population) -> Floats:
    """By how much an authority's level of `cin` may exceed that of `referral`: more in need than referred cannot be."""
    year = years()[0]  # referrals grow, so the first year has least room
    gap = log_rate(frame, population, "referral", year) - log_rate(frame, population, "cin", year)
    room = np.full(len(frame.las), np.inf)
    np.minimum.at(room, frame.la_row, gap)
    return room


@lru_cache(maxsize=8)
def authority_effects(frame: Frame, population: Population, seed: int) -> Effects:
    """One draw per authority; drawn again where more children would be in need than were referred (about 3 %)."""
    random = stream(seed, f"{population} authority effects")
    level = _levels(random, len(frame.las))
    room = _room(frame, population)
    referral, cin = STAGES.index("referral"), STAGES.index("cin")
    for _ in range(TRIES):
        beyond = level[:, cin] - level[:, referral] > room
        if not beyond.any():
            break
        level[beyond] = _levels(random, int(beyond.sum()))
    else:
        raise DataProblem("The calibration gives more children in need than referrals: lower the rate of `cin`.")
    deviation = value("random", "slope_sd_per_10_points")
    return Effects(level=level, slope=np.round(random.normal(0, deviation, len(frame.las)), DECIMALS))
