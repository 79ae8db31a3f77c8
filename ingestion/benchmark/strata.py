"""How the events of a neighbourhood divide: by sex, age, ethnicity, plan category, factor and recurrence.

A partition (`splits`) divides every event, in proportion to children times relative rate, so its parts add up.
A marking (`marks_of`) picks some events, each by itself: a child can have several factors or none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from ingestion.benchmark.calibration import Stage, calibration, value
from ingestion.benchmark.frame import Counts, Floats, Frame
from ingestion.benchmark.truth import POINTS, Population
from ingestion.sample.streams import stream

AGES = range(18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One partition of the events of some stages. Arrays have one row per neighbourhood, one column per stratum.

    `children` add up to the neighbourhood's, or repeat them where the strata are not of children.
    `relative_rate` is per child, to a constant.
    """

    stratum_type: str
    strata: tuple[str, ...]
    children: Counts
    relative_rate: Floats

    @property
    def shares(self) -> Floats:
        """The probability of each stratum for one event."""
        weight = self.children * self.relative_rate
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def apportioned(whole: Counts, shares: Floats) -> Counts:
    """Whole numbers by row that add up to `whole`, nearest to the shares: largest remainders."""
    exact = whole[:, None] * shares
    floor = np.floor(exact)
    missing = whole - floor.sum(axis=1).astype(np.int64)
    order = np.argsort(floor - np.round(exact, 9), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.asarray(floor.astype(np.int64) + (rank < missing[:, None]))


def _steps(frame: Frame) -> Floats:
    """Tens of points from the average authority."""
    return np.asarray((frame.income_pct - frame.centre_pct) / POINTS)


def _rates(frame: Frame, population: Population, level: list[float], score: list[float]) -> Floats:
    """Level times score per 10 points, one column per stratum; without gradients in the null N."""
    slope = np.zeros(len(score)) if population == "N" else np.log(score)
    return np.asarray(np.array(level) * np.exp(_steps(frame)[:, None] * slope))


def _one(children: Counts, count: int) -> Counts:
    return np.repeat(children[:, None], count, axis=1)


def by_sex(frame: Frame, population: Population, stage: Stage) -> Split:
    boys = value("sex", "boys_per_girl") / (1 + value("sex", "boys_per_girl"))
    shares = np.tile([boys, 1 - boys], (len(frame.children), 1))
    level = [value("sex", f"{stage}_rate_ratio"), 1.0]
    return Split(
        stratum_type="sex",
        strata=("male", "female"),
        children=apportioned(frame.children, shares),
        relative_rate=_rates(frame, population, level, [value("sex", "score_ratio"), 1.0]),
    )


def age_scores() -> list[float]:
    """By single year: the log falls in a straight line from 5 to 17, and younger children have that of 5."""
    young, old = log(value("age", "score_at_5")), log(value("age", "score_at_17"))
    return [float(np.exp(young + (old - young) * (max(age, 5) - 5) / 12)) for age in AGES]


def by_age(frame: Frame, population: Population, stage: Stage) -> Split:
    bands = {int(first): float(rate) for first, rate in value("age", f"{stage}_rate_by_band").items()}
    level = [bands[max(first for first in bands if first <= age)] for age in AGES]
    shares = np.full((len(frame.children), len(AGES)), 1 / len(AGES))
    return Split(
        stratum_type="age",
        strata=tuple(str(age) for age in AGES),
        children=apportioned(frame.children, shares),
        relative_rate=_rates(frame, population, level, age_scores()),
    )


def by_ethnicity(frame: Frame, population: Population) -> Split:
    """Shares run in a straight line from the least to the most deprived tenth of children."""
    groups = tuple(calibration()["ethnicity"])
    ends = np.array([value("ethnicity", group, "share_of_least_and_most_deprived_tenth") for group in groups])
    shares = ends[:, 0] + frame.least_to_most[:, None] * (ends[:, 1] - ends[:, 0])
    level = [value("ethnicity", group, "rate_ratio") for group in groups]
    score = [value("ethnicity", group, "score") for group in groups]
    return Split(
        stratum_type="ethnicity",
        strata=groups,
        children=apportioned(frame.children, shares / shares.sum(axis=1, keepdims=True)),
        relative_rate=_rates(frame, population, level, score),
    )


def by_plan_category(frame: Frame, population: Population) -> Split:
    categories = tuple(calibration()["plan_categories"])
    level = [value("plan_categories", category, "share") for category in categories]
    score = [value("plan_categories", category, "score") for category in categories]
    return Split(
        stratum_type="plan_category",
        strata=categories,
        children=_one(frame.children, len(categories)),
        relative_rate=_rates(frame, population, level, score),
    )


def splits(frame: Frame, population: Population) -> dict[Stage, list[Split]]:
    """Which stages are divided by what: where the calibration has a figure for it."""
    return {
        "cin": [by_sex(frame, population, "cin"), by_age(frame, population, "cin")],
        "cpp": [
            by_sex(frame, population, "cpp"),
            by_age(frame, population, "cpp"),
            by_ethnicity(frame, population),
            by_plan_category(frame, population),
        ],
    }


def divided(split: Split, events: Counts, random: np.random.Generator) -> Counts:
    """Events of each stratum (columns), which add up to the neighbourhood's."""
    return np.asarray(random.multinomial(events, split.shares))


def factor_shares(frame: Frame, population: Population) -> dict[str, Floats]:
    """The probability that an assessment finds a factor: its rate over children has the factor's score."""
    all_assessed = log(value("stages", "assessment", "score"))
    shares = {}
    for factor in calibration()["factors"]:
        relative = 0.0 if population == "N" else log(value("factors", factor, "score")) - all_assessed
        shares[factor] = value("factors", factor, "prevalence_pct") / 100 * np.exp(_steps(frame) * relative)
    return shares


def recurrence_share(frame: Frame, population: Population, kind: str) -> Floats:
    """The probability that a referral is a re-referral, or a plan a repeat one; logistic in x, L and their product."""
    share = value("recurrence", kind, "share")
    la = (frame.la_income_pct[frame.la_row] - frame.centre_pct) / POINTS
    x = _steps(frame)
    names = ("odds_ratio_per_10_points", "odds_ratio_per_10_points_of_la", "odds_ratio_interaction")
    slopes = [0.0 if population == "N" else log(value("recurrence", kind, name)) for name in names]
    odds = share / (1 - share) * np.exp(slopes[0] * x + slopes[1] * la + slopes[2] * x * la)
    return np.asarray(odds / (1 + odds))


def marks_of(frame: Frame, population: Population) -> dict[Stage, dict[str, Mapping[str, Floats]]]:
    """Stage -> stratum type -> stratum -> the probability that one event bears it."""
    return {
        "referral": {"re_referral": {"re_referral": recurrence_share(frame, population, "re_referral")}},
        "assessment": {"factor": factor_shares(frame, population)},
        "cpp": {"repeat_plan": {"repeat_plan": recurrence_share(frame, population, "repeat_plan")}},
    }


def marked(share: Floats, events: Counts, seed: int, purpose: str) -> Counts:
    return np.asarray(stream(seed, purpose).binomial(events, share))
