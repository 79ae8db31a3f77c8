"""What a study is: which rows of schema results are its own, and the tasks that make them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.evidence import Evidence

Rows = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One piece of work: `do` gives rows by results table, or raises CannotFit; `about` labels a refusal."""

    about: Mapping[str, object]
    do: Callable[[], Rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A named part of the analysis, which can be run alone.

    It alone fills `tables`; of results.gradients it fills the rows whose columns have one of the values in `gradients`.
    """

    name: str
    tasks: Callable[[Evidence], Iterable[Task]]
    tables: tuple[str, ...] = ()
    gradients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
