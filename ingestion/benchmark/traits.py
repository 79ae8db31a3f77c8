"""What decides the particulars of an event in a neighbourhood: probabilities, from national figures."""

from dataclasses import dataclass, fields

import numpy as np

from ingestion.benchmark.calibration import calibration, value
from ingestion.benchmark.frame import Floats, Frame
from ingestion.benchmark.strata import (
    by_age,
    by_ethnicity,
    by_plan_category,
    by_sex,
    factor_shares,
    recurrence_share,
)
from ingestion.benchmark.truth import POINTS, Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """One row per neighbourhood; columns are the strata, or none where one probability is enough."""

    time_ratio: Floats
    re_referral: Floats
    repeat_plan: Floats
    sex: Floats
    sex_of_plan: Floats
    age: Floats
    age_of_plan: Floats
    ethnicity: Floats
    plan_category: Floats
    factors: Floats

    def of(self, rows: np.ndarray) -> "Traits":
        """Those of some neighbourhoods."""
        return Traits(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def time_ratios(frame: Frame, population: Population) -> Floats:
    """How much longer episodes last in a neighbourhood: by its own and by its authority's deprivation; not in N."""
    if population == "N":
        return np.ones(len(frame.children))
    x = (frame.income_pct - frame.centre_pct) / POINTS
    la = (frame.la_income_pct[frame.la_row] - frame.centre_pct) / POINTS
    own, context = value("durations", "time_ratio_per_10_points"), value("durations", "time_ratio_per_10_points_of_la")
    return np.asarray(own**x * context**la)


def traits_of(frame: Frame, population: Population) -> Traits:
    return Traits(
        time_ratio=time_ratios(frame, population),
        re_referral=recurrence_share(frame, population, "re_referral"),
        repeat_plan=recurrence_share(frame, population, "repeat_plan"),
        sex=by_sex(frame, population, "cin").shares,
        sex_of_plan=by_sex(frame, population, "cpp").shares,
        age=by_age(frame, population, "cin").shares,
        age_of_plan=by_age(frame, population, "cpp").shares,
        ethnicity=by_ethnicity(frame, population).shares,
        plan_category=by_plan_category(frame, population).shares,
        factors=np.column_stack(list(factor_shares(frame, population).values())),
    )


def class_profiles() -> tuple[Floats, Floats]:
    """Shares of the seven classes, and how much likelier each factor (columns) is in each class (rows).

    Scaled so that the classes together find a factor exactly as often as all assessments do.
    """
    classes = calibration()["latent_classes"]["classes"]
    share = np.array([value("latent_classes", "classes", name, "share") for name in classes])
    marked = value("latent_classes", "marked_factor_weight")
    weight = np.array([
        [marked if factor in value("latent_classes", "classes", name, "marked_by") else 1.0
         for factor in calibration()["factors"]]
        for name in classes
    ])  # fmt: skip
    return share, weight / (share[:, None] * weight).sum(axis=0)
