"""Does the gradient rise at every threshold? Stages compared with the covariance between them."""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from analysis.areas import Areas
from analysis.estimation import CannotFit
from analysis.strata.designs import Model, level_and_slope
from analysis.strata.joint import Contrast, JointFit, fit_joint


def in_common(stages: Mapping[str, Areas]) -> dict[str, Areas]:
    """Each stage over the areas that every stage has: no difference then comes from different areas."""
    shared = reduce(pd.Index.intersection, (pd.Index(areas.rows["area_code"]) for areas in stages.values()))
    kept = {}
    for stage, areas in stages.items():
        rows = areas.rows[shared.get_indexer(pd.Index(areas.rows["area_code"])) >= 0]
        lost = areas.areas_count - len(rows)
        kept[stage] = Areas(rows=rows.reset_index(drop=True), excluded_count=areas.excluded_count + lost)
    return kept


def differences(fit: JointFit) -> dict[tuple[str, str], Contrast]:
    """Ln of the ratio of scores for every two stages, the earlier first, in the order that they were given."""
    return {(first, second): fit.difference(first, second) for first, second in combinations(fit.names, 2)}


def weakest_step(fit: JointFit, stages: Sequence[str]) -> tuple[str, str, Contrast]:
    """The step between neighbouring stages that is shown least well to be a rise.

    That the score rises at every step is shown at a level when each one-sided test is significant at that
    level (an intersection-union test): no correction is due, and the p-value is that of the weakest step.
    """
    if len(stages) < 2:
        raise CannotFit("an order needs two stages")
    steps = [(first, second, fit.difference(first, second)) for first, second in pairwise(stages)]
    return max(steps, key=lambda step: step[2].p_not_above_zero)


def per_earlier_event(earlier: Areas, later: Areas) -> Areas:
    """Areas with the later events per earlier event: `children_count` is then the count of earlier events.

    Areas known in only one stage are left out and counted. An area without an earlier event stays: its score
    in the Poisson model does not depend on the amount but through the mean, so the ratio of the two rates is
    estimated without bias. To drop it would drop its later events, which in counts of a year need not follow
    from earlier ones of the same year, and would keep only the areas where chance put an earlier event.
    """
    amounts = earlier.rows[["area_code", "events_count"]].rename(columns={"events_count": "children_count"})
    rows = later.rows.drop(columns="children_count").merge(amounts, on="area_code", how="inner")
    lost = later.areas_count - len(rows)
    return Areas(rows=rows, excluded_count=later.excluded_count + lost)


def unpreceded_events_count(areas: Areas) -> int:
    """Later events in areas without an earlier one."""
    return int(areas.rows.loc[areas.rows["children_count"] == 0, "events_count"].sum())


def conditional_score(areas: Areas, model: Model = level_and_slope) -> Contrast:
    """Ln of how many times as many later events follow an earlier one per +10 percentage points."""
    return fit_joint({"later": areas}, model).contrast(np.ones(1))
