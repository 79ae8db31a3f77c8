"""The models that are run, declared before any result is seen: data, not code paths."""

from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from analysis.areas import Areas
from analysis.gradient import Errors, GradientFit, fit_nb2, fit_poisson

Level = Literal["between_la", "neighbourhood"]


class Fit(Protocol):
    """A model that needs only the areas, and the name that its results go by."""

    def __call__(self, areas: Areas, *, name: str) -> GradientFit: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One gradient model for one level of evidence."""

    level: Level
    model: str
    fit: Fit


SPECIFICATIONS = (
    Specification(level="between_la", model="poisson", fit=partial(fit_poisson, errors="HC1")),
    Specification(level="between_la", model="nb2", fit=partial(fit_nb2, errors=None)),
    Specification(level="neighbourhood", model="pooled_poisson", fit=partial(fit_poisson, errors="la_clustered")),
    Specification(level="neighbourhood", model="pooled_nb2", fit=partial(fit_nb2, errors="la_clustered")),
)

INDEX_ERRORS: dict[Level, Errors] = {"between_la": "HC1", "neighbourhood": "la_clustered"}


def exposure_name(imd_edition: int) -> str:
    return f"income_deprivation_{imd_edition}"
