"""The studies of one group of areas at a time: models, indices of inequality, drawing, the protocol for curves."""

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from analysis.curvature import judge_curvature
from analysis.curves import authority_scores, rate_curves
from analysis.drawing import fitted_line
from analysis.evidence import SAMPLE, Evidence, Group
from analysis.gradient import GradientFit
from analysis.inequality import concentration_index, relative_and_slope_index, tenth_to_tenth
from analysis.specifications import INDEX_ERRORS, SPECIFICATIONS, SPLINE_MODEL, Reach, Specification
from analysis.study import Rows, Study, Task


def is_within(reach: Reach, group: Group) -> bool:
    is_newest = group.is_newest_edition and group.is_newest_year
    return {
        "everywhere": True,
        "newest_edition": group.is_newest_edition,
        "newest": is_newest,
        "in_full": is_newest and group.dataset_id != SAMPLE,
    }[reach]


def _tasks(evidence: Evidence, *, wanted: Callable[[Group], bool], do: Callable[[Group], Rows]) -> Iterable[Task]:
    return (Task(about=group.about, do=partial(do, group)) for group in evidence.groups if wanted(group))


def gradients_of(group: Group, fit: GradientFit) -> Rows:
    """Rows of results.gradients: a model of all children of the group."""
    total = fit.tidy().assign(stratum_type="total", stratum="total")
    return {"gradients": group.label(total, "stage", "release_ids")}


def _fit(group: Group, *, specification: Specification) -> Rows:
    return gradients_of(group, specification.fit(group.areas, name=specification.model))


def _model(specification: Specification) -> Study:
    def is_wanted(group: Group) -> bool:
        return specification.level == group.level and is_within(specification.reach, group)

    return Study(
        name=specification.model,
        tasks=partial(_tasks, wanted=is_wanted, do=partial(_fit, specification=specification)),
        gradients={"model": (specification.model,), "stratum_type": ("total",)},
    )


def _rank(group: Group) -> Rows:
    errors = INDEX_ERRORS[group.level]
    indices = [
        *relative_and_slope_index(group.areas, errors=errors),
        tenth_to_tenth(group.areas, errors=errors),
        concentration_index(group.areas, errors=errors),
    ]
    rows = pd.DataFrame([index.tidy() for index in indices])
    return {"inequality_indices": group.label(rows, "release_ids")}


def _draw_line(group: Group) -> Rows:
    line = fitted_line(group.areas, errors=INDEX_ERRORS[group.level])
    return {"fitted_lines": group.label(line, "release_ids")}


def _is_judged(group: Group) -> bool:
    return group.level == "neighbourhood" and is_within("newest", group)


def _judge(group: Group) -> Rows:
    found = judge_curvature(group.areas)
    rows = {
        "curvature_verdicts": found.tidy(),
        "curvature_scores": found.tidy_scores(),
        "curvature_curves": rate_curves(found.spline),
        "la_gradient_scores": authority_scores(found.spline).assign(model=SPLINE_MODEL),
    }
    return {table: group.label(frame, "stage", "release_ids").drop(columns="level") for table, frame in rows.items()}


MODELS = tuple(_model(specification) for specification in SPECIFICATIONS)
INDICES = Study(
    name="inequality_indices",
    tasks=partial(_tasks, wanted=lambda _: True, do=_rank),
    tables=("inequality_indices",),
)
LINES = Study(
    name="fitted_lines",
    tasks=partial(_tasks, wanted=lambda group: group.level == "between_la", do=_draw_line),
    tables=("fitted_lines",),
)
CURVATURE = Study(
    name="curvature",
    tasks=partial(_tasks, wanted=_is_judged, do=_judge),
    tables=("curvature_verdicts", "curvature_scores", "curvature_curves", "la_gradient_scores"),
)
