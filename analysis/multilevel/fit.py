"""A multilevel count model by maximum likelihood, and what is known about each authority."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation import Array
from analysis.multilevel.families import Binomial, Family, NegativeBinomial, Poisson
from analysis.multilevel.optimum import Optimum, Scaled, maximise, scale, without_overdispersion
from analysis.multilevel.rows import Rows, refuse, sort_by_group

FamilyName = Literal["poisson", "nb2", "binomial"]

FEW_GROUPS = 20
SMALL_GROUP = 10
SINGULAR = 1e-4  # of the spread in comparable columns: with less in some direction, as in lme4, there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class MultilevelFit:
    """Counts in areas within authorities: one curve for all, and each authority's departure from it.

    `params` (p) with `covariance` (p, p) belong to `terms`; `random_covariance` (q, q) and `effects`
    (G, q), the empirical-Bayes departures, to `random_terms`. `joint_covariance` (G, p + q, p + q) is that
    of (params, effects of one authority) with the uncertainty of every parameter in it.
    `unshrunk_effects` (G, q) is what an authority's own rows say, NaN where they hold no event. `family` is
    the one that was fitted: poisson where nb2 was asked for and the counts have no overdispersion.
    """

    family: FamilyName
    terms: tuple[str, ...]
    params: Array
    covariance: Array
    random_terms: tuple[str, ...]
    random_covariance: Array
    theta: float
    loglik: float
    groups: tuple[str, ...]
    group_sizes: npt.NDArray[np.intp]
    effects: Array
    unshrunk_effects: Array
    joint_covariance: Array
    converged: bool
    warnings: tuple[str, ...]

    @property
    def se(self) -> Array:
        return np.sqrt(np.diag(self.covariance))

    @property
    def random_sd(self) -> Array:
        return np.sqrt(np.diag(self.random_covariance))

    @property
    def is_small(self) -> npt.NDArray[np.bool_]:
        """Groups of fewer than ten rows: their effects are mostly the model's."""
        return self.group_sizes < SMALL_GROUP

    @property
    def degrees_of_freedom(self) -> int:
        """Authorities less fixed terms, at least one: of the t intervals of the terms."""
        return max(len(self.groups) - len(self.terms), 1)

    def combine(self, fixed: Array, random: Array) -> tuple[Array, Array]:
        """fixed_g'params + random_g'effects_g of every authority, and its standard error; (G, p) and (G, q)."""
        weights = np.concatenate([fixed, random], axis=1)
        variance = np.einsum("gi,gij,gj->g", weights, self.joint_covariance, weights)
        return fixed @ self.params + (random * self.effects).sum(axis=1), np.sqrt(variance)


def _joint(scaled: Scaled, optimum: Optimum) -> tuple[Array, Array]:
    """Effects (G, q) and the covariance of (beta, u_g) of each group, in the columns as given.

    The joint precision of parameters and effects, inverted: the variance of u given the parameters
    plus what their uncertainty adds through the derivative of the mode.
    """
    effects, derivative, given = scaled.laplace.effects(optimum.packed)
    fixed = len(scaled.back_fixed)
    to_beta = np.broadcast_to(np.eye(len(optimum.packed))[:fixed], (len(effects), fixed, len(optimum.packed)))
    stacked = np.concatenate([to_beta, derivative], axis=1)
    covariance = np.einsum("gip,pr,gjr->gij", stacked, optimum.covariance, stacked)
    covariance[:, fixed:, fixed:] += given
    back = np.zeros((stacked.shape[1],) * 2)
    back[:fixed, :fixed], back[fixed:, fixed:] = scaled.back_fixed, scaled.back_random
    return effects @ scaled.back_random.T, np.einsum("ij,gjk,lk->gil", back, covariance, back)


def _is_singular(factor: Array) -> bool:
    return bool(np.linalg.svd(factor, compute_uv=False)[-1] < SINGULAR)


def _warnings(groups_count: int, optimum: Optimum, *, is_singular: bool, fell_back: bool) -> tuple[str, ...]:
    said = {
        f"only {groups_count} authorities: their variance is poorly known": groups_count < FEW_GROUPS,
        "no overdispersion: fitted as Poisson": fell_back,
        "singular: a variance of effects is zero, or two effects are fully correlated": is_singular,
        "two starts ended at different likelihoods: the spread of effects is uncertain": optimum.is_contested,
        "the likelihood was not maximised": not optimum.converged,
    }
    return tuple(text for text, holds in said.items() if holds)


def _family(name: FamilyName, rows: Rows) -> Family:
    if rows.trials is not None:
        return Binomial(rows.counts, rows.trials)
    return Poisson(rows.counts) if name == "poisson" else NegativeBinomial(rows.counts)


def _result(rows: Rows, asked: FamilyName, fitted: FamilyName, scaled: Scaled, optimum: Optimum) -> MultilevelFit:
    parameters = scaled.laplace.unpack(optimum.packed)
    factor = scaled.back_random @ parameters.factor
    fixed = len(parameters.beta)
    effects, joint = _joint(scaled, optimum)
    return MultilevelFit(
        family=fitted,
        terms=tuple(str(name) for name in rows.fixed.columns),
        params=scaled.back_fixed @ parameters.beta,
        covariance=scaled.back_fixed @ optimum.covariance[:fixed, :fixed] @ scaled.back_fixed.T,
        random_terms=tuple(str(name) for name in rows.random.columns),
        random_covariance=factor @ factor.T,
        theta=float(np.exp(parameters.log_theta)) if fitted == "nb2" else np.inf,
        loglik=-optimum.value,
        groups=rows.group_names,
        group_sizes=np.bincount(rows.group),
        effects=effects,
        unshrunk_effects=np.where(
            np.bincount(rows.group, rows.counts)[:, None] > 0,
            scaled.laplace.unshrunk_effects(optimum.packed) @ scaled.back_random.T,
            np.nan,
        ),
        joint_covariance=joint,
        converged=optimum.converged,
        warnings=_warnings(
            len(rows.group_names), optimum, is_singular=_is_singular(parameters.factor), fell_back=fitted != asked
        ),
    )


def fit_multilevel(
    *,
    counts: npt.ArrayLike,
    design: pd.DataFrame,
    random_design: pd.DataFrame,
    groups: npt.ArrayLike,
    family: FamilyName,
    offset: npt.ArrayLike | None = None,
    trials: npt.ArrayLike | None = None,
) -> MultilevelFit:
    """Counts (n) on `design` (n, p), with effects of `random_design` (n, q) by group, of any covariance.

    `offset` is ln(population) under the two log links; `trials` are what a binomial count is out of. The
    columns are used as they are: bring an intercept. Raises CannotFit, saying why, if there is no estimate.
    """
    if (trials is None) == (family == "binomial"):
        raise ValueError("trials belong to the binomial family, and to no other")
    rows = sort_by_group(counts, design, random_design, groups, offset, trials)
    refuse(rows)
    scaled = scale(rows, _family(family, rows))
    optimum = maximise(scaled)
    if without_overdispersion(scaled.laplace, optimum.packed):
        scaled = scale(rows, Poisson(rows.counts))
        return _result(rows, family, "poisson", scaled, maximise(scaled))
    return _result(rows, family, family, scaled, optimum)
