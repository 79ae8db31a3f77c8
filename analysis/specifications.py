"""The models that are run, declared before any result is seen: data, not code paths."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from analysis.areas import Areas
from analysis.gradient import Errors, GradientFit, fit_nb2, fit_poisson

Level = Literal["between_la", "neighbourhood"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One gradient model for one level of evidence."""

    level: Level
    model: str
    fit: Callable[[Areas], GradientFit]


SPECIFICATIONS = (
    Specification(level="between_la", model="poisson", fit=partial(fit_poisson, errors="HC1", name="poisson")),
    Specification(level="between_la", model="nb2", fit=partial(fit_nb2, errors=None, name="nb2")),
    Specification(
        level="neighbourhood",
        model="pooled_poisson",
        fit=partial(fit_poisson, errors="la_clustered", name="pooled_poisson"),
    ),
    Specification(
        level="neighbourhood", model="pooled_nb2", fit=partial(fit_nb2, errors="la_clustered", name="pooled_nb2")
    ),
)

INDEX_ERRORS: dict[Level, Errors] = {"between_la": "HC1", "neighbourhood": "la_clustered"}


def exposure_name(imd_edition: int) -> str:
    return f"income_deprivation_{imd_edition}"
