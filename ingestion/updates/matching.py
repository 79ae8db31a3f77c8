"""Which candidate file is which table's: one file for one table, by names, headers and the figures of earlier files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

from ingestion.updates.reading import Received

SAME_FIGURES = 0.6
SOME_FIGURES = 0.3
LIKE = 0.5
SOME_NAME = 0.25

Certainty = Literal["sure", "unsure", "no"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Match:
    """One table and one candidate file, and how like they are from 0 to 1.

    `figures` is the part of the counts of an earlier file, at the places and years of both, that is in this file too;
    nothing where no earlier file is at hand or they share too few counts. `is_named` says that the name is the table's
    but for years, `has_layout` that places are given as in the table's other files.
    """

    table: str
    received: Received
    is_named: bool
    has_layout: bool
    names: float
    headers: float
    figures: float | None

    @property
    def _is_sure(self) -> bool:
        """By the same figures, or by the name of the file where figures do not contradict it."""
        if not self.has_layout:
            return False
        if self.figures is None:
            return self.is_named and self.headers >= LIKE
        return self.figures >= (SOME_FIGURES if self.is_named else SAME_FIGURES)

    @property
    def _is_likely(self) -> bool:
        if self.is_named:
            return self.headers >= LIKE or (self.figures is None and self.headers > 0)
        if not self.has_layout or self.headers < LIKE:
            return False
        return self.names >= LIKE if self.figures is None else self.names >= SOME_NAME and self.figures >= SOME_FIGURES

    @property
    def certainty(self) -> Certainty:
        return "sure" if self._is_sure else "unsure" if self._is_likely else "no"

    @property
    def score(self) -> float:
        """What the assignment adds up: no unsure pair outweighs a sure one."""
        if self.certainty == "no":
            return 0.0
        known = [self.names, self.headers, *([] if self.figures is None else [self.figures, self.figures])]
        return float(np.mean(known)) + (self.certainty == "sure") + self.is_named / 2

    @property
    def look(self) -> str:
        """What a person should look at before taking an unsure pair."""
        if self.figures is None:
            return "matched by name and headers, with no earlier figures to compare: open it"
        return f"only {self.figures:.0%} of its counts for earlier years are those of the earlier file: open both"


def assigned(matches: Sequence[Match]) -> list[Match]:
    """The pairs whose scores add up to most, each table and each file (or sheet of one) used once."""
    tables = sorted({match.table for match in matches})
    units = sorted({match.received.unit for match in matches}, key=str)
    best: Mapping[tuple[str, tuple[str, str | None]], Match] = {
        (match.table, match.received.unit): match for match in sorted(matches, key=lambda match: match.score)
    }
    scores = np.zeros((len(tables), len(units)))
    for (table, unit), match in best.items():
        scores[tables.index(table), units.index(unit)] = match.score
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return [
        best[tables[row], units[column]] for row, column in zip(rows, columns, strict=True) if scores[row, column] > 0
    ]
