"""The study of demand: classes, combinations of factors, and plans against assessed need, of each data set."""

from collections.abc import Iterable
from functools import cached_property

import pandas as pd

from analysis.datasets import DataSet, data_sets
from analysis.demand import warehouse
from analysis.demand.classes import Found, class_gradients, find_classes, invariance, numbers_of_classes, profiles
from analysis.demand.combinations import factor_combinations, plans_by_assessed_need
from analysis.estimation import CannotFit
from analysis.evidence import Evidence
from analysis.study import Rows, Study, Task

NO_ASSESSMENT = "there is no assessment with its factors"


class Demand:
    """The assessments of one data set; its classes are sought when they are first asked for, and kept."""

    def __init__(self, data: DataSet) -> None:
        self.data = data

    @cached_property
    def by_plan(self) -> pd.DataFrame:
        rows = warehouse.by_plan(self.data.evidence.connection, self.data.dataset_id)
        if rows.empty:
            raise CannotFit(NO_ASSESSMENT)
        return rows

    @cached_property
    def found(self) -> Found:
        return find_classes(self.by_plan)

    @cached_property
    def by_area(self) -> pd.DataFrame:
        return warehouse.by_area(self.data.evidence.connection, self.data.dataset_id, self.data.imd_edition)

    def together(self) -> Rows:
        return self._labelled(
            factor_combinations=factor_combinations(self.by_plan),
            plans_by_assessed_need=plans_by_assessed_need(self.by_plan),
        )

    def classes(self) -> Rows:
        return self._labelled(demand_classes=numbers_of_classes(self.found), demand_class_profiles=profiles(self.found))

    def gradients(self) -> Rows:
        return self._labelled(demand_class_gradients=class_gradients(self.found, self.by_area))

    def invariance(self) -> Rows:
        return self._labelled(demand_class_invariance=invariance(self.found, self.by_area))

    def _labelled(self, **rows: pd.DataFrame) -> Rows:
        return {table: self.data.label(frame) for table, frame in rows.items()}


def _tasks(evidence: Evidence) -> Iterable[Task]:
    for data in data_sets(evidence):
        demand = Demand(data)
        for do in (demand.together, demand.classes, demand.gradients, demand.invariance):
            yield Task(about=data.about, do=do)


DEMAND = Study(
    name="demand",
    tasks=_tasks,
    tables=(
        "demand_classes",
        "demand_class_profiles",
        "demand_class_gradients",
        "demand_class_invariance",
        "factor_combinations",
        "plans_by_assessed_need",
    ),
)
