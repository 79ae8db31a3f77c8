"""Counts drawn from a known truth: negative binomial around the rate, with authority effects."""

from functools import cache

import numpy as np

from ingestion.benchmark.calibration import STAGES, Stage, value, years
from ingestion.benchmark.effects import Effects, authority_effects
from ingestion.benchmark.frame import Counts, Floats, Frame
from ingestion.benchmark.truth import POINTS, Population, log_rate
from ingestion.sample.streams import stream


def mean_counts(frame: Frame, population: Population, stage: Stage, effects: Effects, year: int) -> Floats:
    """Expected events of each neighbourhood, given the effects of its authority."""
    level = effects.level[frame.la_row, STAGES.index(stage)]
    slope = effects.slope[frame.la_row] * (frame.income_pct - frame.centre_pct) / POINTS
    return np.asarray(np.exp(log_rate(frame, population, stage, year) + level + slope) * frame.children)


def overdispersed(random: np.random.Generator, mean: Floats) -> Counts:
    """NB2 counts: Poisson mixed by a gamma of mean 1, variance = mean + mean squared / shape."""
    shape = value("random", "neighbourhood_shape")
    return np.asarray(random.poisson(mean * random.gamma(shape, 1 / shape, len(mean))))


def draw(
    frame: Frame, population: Population, seed: int, *, stage: Stage = "referral", year: int | None = None
) -> Counts:
    """Events of one stage and year (the last if left out) by neighbourhood; a new seed is a new England."""
    year = year or years()[-1]
    effects = authority_effects(frame, population, seed)
    mean = mean_counts(frame, population, stage, effects, year)
    return overdispersed(stream(seed, f"{population} {stage} {year}"), mean)


def stage_counts(frame: Frame, population: Population, seed: int, year: int) -> dict[Stage, Counts]:
    """Every stage of one year.

    A child in need was referred that year, so `cin` is thinned out of `referral`: the law is that of
    `draw`, and no neighbourhood has more children in need than referrals.
    """
    counts = {stage: draw(frame, population, seed, stage=stage, year=year) for stage in STAGES}
    effects = authority_effects(frame, population, seed)
    wanted = mean_counts(frame, population, "cin", effects, year)
    share = wanted / mean_counts(frame, population, "referral", effects, year)
    random = stream(seed, f"{population} cin of referrals {year}")
    return counts | {"cin": np.asarray(random.binomial(counts["referral"], np.minimum(share, 1)))}


@cache
def yearly_counts(frame: Frame, population: Population, seed: int) -> dict[int, dict[Stage, Counts]]:
    """Every stage of every year; a population is drawn once, whatever is made of it."""
    return {year: stage_counts(frame, population, seed, year) for year in years()}
