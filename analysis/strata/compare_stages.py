"""The study of stages: does the gradient rise at every threshold, and from one to the next given the first?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.areas import Areas
from analysis.evidence import SAMPLE, Evidence, Group
from analysis.own_records import STAGES
from analysis.regression import refuse_unbounded
from analysis.strata.compare_strata import MODELS
from analysis.strata.designs import Model
from analysis.strata.equality import adjust
from analysis.strata.joint import Contrast, JointFit, fit_joint
from analysis.strata.stages import (
    conditional_score,
    differences,
    in_common,
    per_earlier_event,
    unpreceded_events_count,
    weakest_step,
)
from analysis.study import Rows, Study, Task

NAME = "stage_comparisons"
PUBLISHED = ("referral", "cin", "s47", "cpp")


def _row(kind: str, stages: Sequence[str], found: Contrast) -> dict[str, object]:
    refuse_unbounded(found.ci())
    low, high = np.exp(found.ci())
    return {
        "comparison": kind,
        "from_stage": stages[0],
        "to_stage": stages[-1],
        "score_ratio": float(np.exp(found.estimate)),
        "score_ratio_low": low,
        "score_ratio_high": high,
        "log_score_ratio_se": found.se,
        "p_value": found.p_value,
    }


def _marginal(fit: JointFit) -> Iterator[dict[str, object]]:
    for pair, found in differences(fit).items():
        yield _row("marginal", pair, found)


def _conditional(stages: Mapping[str, Areas], model: Model) -> Iterator[dict[str, object]]:
    for earlier, later in combinations(stages, 2):
        areas = per_earlier_event(stages[earlier], stages[later])
        row = _row("conditional", (earlier, later), conditional_score(areas, model))
        yield row | {"unpreceded_events_count": unpreceded_events_count(areas)}


def _ordered(fit: JointFit) -> Iterator[dict[str, object]]:
    """Whether each step is a rise, over all stages and over those of the published order."""
    orders = [fit.names, tuple(stage for stage in PUBLISHED if stage in fit.names)]
    for stages in dict.fromkeys(order for order in orders if len(order) > 2):
        first, second, weakest = weakest_step(fit, stages)
        row = _row("rises_throughout", stages, weakest) | {"p_value": weakest.p_not_above_zero}
        yield row | {"note": f"{', '.join(stages)}: the ratio is that of the weakest step, {first} to {second}"}


def compare(stages: Mapping[str, Areas], model: str) -> pd.DataFrame:
    """Rows of results.stage_comparisons, without labels: stages in their order, all over the same areas."""
    some = next(iter(stages.values()))
    of_model = MODELS[model](some)
    fit = fit_joint(stages, of_model)
    rows = pd.DataFrame([*_marginal(fit), *_conditional(stages, of_model), *_ordered(fit)])
    compared = rows["comparison"] != "rises_throughout"
    rows.loc[compared, "p_adjusted"] = rows[compared].groupby("comparison")["p_value"].transform(adjust)
    return rows.assign(model=model, n_areas=some.areas_count, n_la=fit.las_count, excluded_count=some.excluded_count)


def _compare_groups(groups: Mapping[str, Group]) -> Rows:
    stages = in_common({stage: groups[stage].areas for stage in STAGES if stage in groups})
    found = pd.concat([compare(stages, model) for model in MODELS], ignore_index=True)
    some = next(iter(groups.values()))
    labels = {name: value for name, value in some.about.items() if name != "indicator_id"}
    return {NAME: found.assign(**labels, release_ids=some.release_ids)}


def _tasks(evidence: Evidence) -> Iterable[Task]:
    """One for the newest year of each data set with several stages, on the newest Indices of its neighbourhoods."""
    by_data_set: dict[str, dict[int, dict[str, Group]]] = {}
    for group in evidence.groups:
        if group.level == "neighbourhood" and group.is_newest_edition and group.dataset_id != SAMPLE:
            years = by_data_set.setdefault(group.dataset_id, {})
            years.setdefault(group.financial_year_end, {})[group.stage] = group
    for years in by_data_set.values():
        groups = years[max(years)]
        if len(groups) > 1:
            some = next(iter(groups.values()))
            about = {name: value for name, value in some.about.items() if name != "indicator_id"}
            yield Task(about=about, do=partial(_compare_groups, groups))


STAGE_COMPARISONS = Study(name=NAME, tasks=_tasks, tables=(NAME,))
