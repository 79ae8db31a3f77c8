"""Do traits of authorities that the public record holds change the gradient over neighbourhoods?"""

from collections.abc import Iterable
from functools import partial

import numpy as np
import pandas as pd

from analysis import warehouse
from analysis.areas import Areas
from analysis.curvature import NAIVE
from analysis.estimation import CannotFit
from analysis.evidence import Evidence, Group
from analysis.models import gradients_of, is_within
from analysis.neighbourhood import fit_multilevel_gradient
from analysis.study import Rows, Study, Task

FEWEST_AUTHORITIES = 20
MODERATORS = {
    "multilevel_nb2_spending": ("spending", "la_spending_per_child_gbp"),
    "multilevel_nb2_turnover": ("turnover", "la_turnover_pct"),
}


def beside(areas: Areas, context: pd.DataFrame, column: str) -> Areas:
    """The areas with one trait of their authority; those whose authority has none are left out and counted."""
    rows = areas.rows.assign(**{column: areas.rows["la_code"].map(context.set_index("la_code")[column])})
    known = np.isfinite(rows[column].to_numpy(float))
    kept = Areas(rows=rows[known].reset_index(drop=True), excluded_count=areas.excluded_count + int((~known).sum()))
    if kept.las_count < FEWEST_AUTHORITIES:
        raise CannotFit(f"{column} is known of {kept.las_count} authorities; {FEWEST_AUTHORITIES} are needed")
    return kept


def _fit(group: Group, context: pd.DataFrame, model: str) -> Rows:
    term, column = MODERATORS[model]
    of_year = context[context["financial_year_end"] == group.financial_year_end]
    areas = beside(group.areas, of_year, column)
    return gradients_of(group, fit_multilevel_gradient(areas, name=model, family="nb2", terms=(*NAIVE, term)))


def _tasks(evidence: Evidence) -> Iterable[Task]:
    context = warehouse.la_context(evidence.connection)
    for group in evidence.of_neighbourhoods:
        if is_within("in_full", group):
            for model in MODERATORS:
                yield Task(about=group.about, do=partial(_fit, group, context, model))


CONTEXT = Study(name="moderators", tasks=_tasks, gradients={"model": tuple(MODERATORS)})
