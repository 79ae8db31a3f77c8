"""The models that are run, declared before any result is seen: data, not code paths."""

from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from analysis.areas import Areas
from analysis.curvature import NAIVE, SPLINE
from analysis.gradient import Errors, GradientFit, fit_nb2, fit_poisson
from analysis.neighbourhood import fit_fixed_effects, fit_multilevel_gradient
from analysis.releases import Level
from analysis.strata.joint import fit_at_mean_authority

Reach = Literal["everywhere", "newest_edition", "newest", "in_full"]


class Fit(Protocol):
    """A model that needs only the areas, and the name that its results go by."""

    def __call__(self, areas: Areas, *, name: str) -> GradientFit: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One gradient model for one level of evidence, and the data sets that it is run on.

    everywhere: on whatever is present. newest_edition: on the newest Indices of the data set's neighbourhoods.
    newest: on those in the newest year. in_full: the same, but not on the sample, which only shows what results
    look like.
    """

    level: Level
    model: str
    fit: Fit
    reach: Reach = "in_full"


_between = partial(Specification, level="between_la", reach="everywhere")
_neighbourhood = partial(Specification, level="neighbourhood")


def _nb2(*terms: str) -> Fit:
    return partial(fit_multilevel_gradient, family="nb2", terms=terms)


SPLINE_MODEL = "multilevel_nb2_spline"

SPECIFICATIONS = (
    _between(model="poisson", fit=partial(fit_poisson, errors="HC1")),
    _between(model="nb2", fit=partial(fit_nb2, errors=None)),
    _neighbourhood(model="pooled_poisson", fit=partial(fit_poisson, errors="la_clustered"), reach="everywhere"),
    _neighbourhood(model="pooled_nb2", fit=partial(fit_nb2, errors="la_clustered"), reach="everywhere"),
    _neighbourhood(model="pooled_poisson_by_ln_la", fit=fit_at_mean_authority),
    _neighbourhood(model="la_fixed_effects", fit=fit_fixed_effects),
    _neighbourhood(
        model="multilevel_poisson", fit=partial(fit_multilevel_gradient, family="poisson", terms=("exposure",))
    ),
    _neighbourhood(model="multilevel_nb2", fit=_nb2("exposure"), reach="newest_edition"),
    _neighbourhood(
        model="within_between",
        fit=partial(fit_multilevel_gradient, family="nb2", terms=("within", "between"), random_terms=("within",)),
    ),
    _neighbourhood(model="multilevel_nb2_by_la", fit=_nb2("exposure", "la", "by_la")),
    _neighbourhood(
        model="multilevel_nb2_by_la_squared", fit=_nb2("exposure", "la", "la_squared", "by_la", "by_la_squared")
    ),
    _neighbourhood(model="multilevel_nb2_by_ln_la", fit=_nb2(*NAIVE)),
    _neighbourhood(model=SPLINE_MODEL, fit=_nb2(*SPLINE), reach="newest"),
    _neighbourhood(model="multilevel_nb2_rural", fit=_nb2(*NAIVE, "rural")),
    _neighbourhood(model="multilevel_nb2_density", fit=_nb2(*NAIVE, "density")),
)

INDEX_ERRORS: dict[Level, Errors] = {"between_la": "HC1", "neighbourhood": "la_clustered"}
