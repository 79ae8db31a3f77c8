"""Factors found together, and plans whose assessment did not find what they are for."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from analysis.demand.patterns import NOT_RECORDED, Patterns, patterns_of

NO_PLAN = "no_plan"
TRIO: Mapping[str, tuple[str, ...]] = {
    "domestic_abuse": ("domestic_abuse_parent", "domestic_abuse_child", "domestic_abuse_other"),
    "parental_mental_health": ("mental_health_parent",),
    "substance_misuse": ("alcohol_parent", "drugs_parent"),
}
MEANT_BY: Mapping[str, str] = {
    "neglect": "neglect", "emotional": "emotional_abuse", "physical": "physical_abuse", "sexual": "sexual_abuse",
}  # fmt: skip


def share_of(part: float, whole: float, name: str) -> dict[str, float | None]:
    """A share with its Wilson interval; none of nobody."""
    if whole == 0:
        return {f"{name}_share": None, f"{name}_low": None, f"{name}_high": None}
    low, high = proportion_confint(part, whole, method="wilson")
    return {f"{name}_share": part / whole, f"{name}_low": float(low), f"{name}_high": float(high)}


def _together(patterns: Patterns, parts: tuple[str, ...]) -> dict[str, object]:
    has = np.logical_and.reduce([patterns.has(*TRIO[part]) for part in parts])
    named = {factor for part in parts for factor in TRIO[part]}
    others = patterns.has(*(factor for factor in patterns.factors if factor not in named))
    count = float(patterns.count[has].sum())
    with_others = float(patterns.count[has & others].sum())
    with_neglect = float(patterns.count[has & patterns.has("neglect")].sum())
    return {
        "combination": " + ".join(parts),
        "assessments_count": int(patterns.total),
        "found_count": int(count),
        **share_of(count, patterns.total, "found"),
        **share_of(with_others, count, "with_others"),
        **share_of(with_neglect, count, "with_neglect"),
        "excluded_count": patterns.excluded_count,
    }


def _rows(by_plan: pd.DataFrame) -> Iterator[dict[str, object]]:
    categories = by_plan["plan_category"].unique()
    chosen: Mapping[str, Mapping[str, bool] | None] = {
        "anything": None, "a plan": {name: name != NO_PLAN for name in categories},
    }  # fmt: skip
    for followed_by, plans in chosen.items():
        patterns = patterns_of(by_plan, plans=plans)
        for size in (1, 2, 3):
            for parts in combinations(TRIO, size):
                yield {"followed_by": followed_by, **_together(patterns, parts)}


def factor_combinations(by_plan: pd.DataFrame) -> pd.DataFrame:
    """The trio, its pairs and its parts: how often found, and how often with further factors and with neglect."""
    return pd.DataFrame(list(_rows(by_plan)))


def plans_by_assessed_need(by_plan: pd.DataFrame) -> pd.DataFrame:
    """Of the plans of each category: how many followed an assessment without the factor that they are for."""
    rows = []
    for category, factor in MEANT_BY.items():
        plans = by_plan[by_plan["plan_category"] == category]
        recorded = plans[plans["pattern"] != NOT_RECORDED]
        lacking = np.array([factor not in pattern.split(",") for pattern in recorded["pattern"]], bool)
        count, without = int(recorded["assessments_count"].sum()), int(recorded["assessments_count"][lacking].sum())
        rows.append({
            "plan_category": category,
            "plans_count": count,
            "without_factor_count": without,
            **share_of(without, count, "without_factor"),
            "excluded_count": int(plans["assessments_count"].sum()) - count,
        })  # fmt: skip
    return pd.DataFrame(rows)
