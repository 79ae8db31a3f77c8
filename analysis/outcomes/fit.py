"""What every model of an outcome gives: ratios per +10 percentage points, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.gradient import POINTS, Term
from analysis.regression import refuse_unbounded

RatioKind = Literal["odds_ratio", "hazard_ratio"]

TERMS = ("exposure", "la", "by_la")
STEPS: Mapping[str, int] = {"exposure": POINTS, "la_exposure": POINTS, "exposure_by_la": POINTS**2}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFit:
    """A model of what becomes of children by their neighbourhood's exposure x and its authority's level L.

    `ratio` is that of odds or hazards per +10 points of x or of L; of their product, how much the one for x
    changes with +10 points of L. `at_risk_count` are referrals, plans or episodes.
    """

    model: str
    ratio_kind: RatioKind
    terms: tuple[Term, ...]
    areas_count: int
    las_count: int
    at_risk_count: int
    events_count: int
    excluded_count: int
    converged: bool
    note: str | None = None

    def __post_init__(self) -> None:
        for term in self.terms:
            if term.name in STEPS:
                refuse_unbounded(STEPS[term.name] * np.array([term.estimate, *term.ci]))

    def tidy(self) -> pd.DataFrame:
        """One row per term, in the columns of results.outcomes."""
        return pd.DataFrame([self._row(term) for term in self.terms])

    def _row(self, term: Term) -> dict[str, object]:
        low, high = term.ci
        steps = STEPS.get(term.name)
        ratios = [float(np.exp(steps * value)) if steps else None for value in (term.estimate, low, high)]
        return {
            "model": self.model,
            "term": term.name,
            "estimate": term.estimate,
            "se": term.se,
            "ci_low": low,
            "ci_high": high,
            "ratio": ratios[0],
            "ratio_low": ratios[1],
            "ratio_high": ratios[2],
            "ratio_kind": self.ratio_kind,
            "n_areas": self.areas_count,
            "n_la": self.las_count,
            "at_risk_count": self.at_risk_count,
            "events_count": self.events_count,
            "excluded_count": self.excluded_count,
            "converged": self.converged,
            "note": self.note,
        }
