"""Are the classes the same in every authority? Common profiles against profiles of each authority's own.

Shares of the classes may differ between authorities in both. Common profiles are those of all assessments; own
ones are sought from there, so that classes keep their meaning. The information criterion decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.demand.latent import Classes, improved, log_densities, memberships, shared_out
from analysis.estimation import Array, CannotFit

STEPS = 1_000
CLOSE = 1e-8
SMALLEST = np.finfo(float).tiny  # share of a class that an authority has none of: its logarithm is still a number

Verdict = Literal["common", "differ"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariance:
    """Log-likelihoods with common and with own profiles, over all authorities, and by what they are judged."""

    authorities_count: int
    common_loglik: float
    own_loglik: float
    common_bic: float
    own_bic: float
    parameters_more: int

    @property
    def ratio_per_parameter(self) -> float:
        """The likelihood ratio over its degrees of freedom: about 1 where the profiles are common."""
        return 2 * (self.own_loglik - self.common_loglik) / self.parameters_more

    @property
    def verdict(self) -> Verdict:
        return "common" if self.common_bic < self.own_bic else "differ"


def _with_own_shares(found: Array, count: Array, classes: Classes) -> tuple[Array, float]:
    logs = log_densities(found, classes.profiles)
    shares, before = np.maximum(classes.shares, SMALLEST), -np.inf
    for _ in range(STEPS):
        member, of_patterns = shared_out(logs + np.log(shares))
        loglik = float(count @ of_patterns)
        if loglik - before < CLOSE * max(abs(loglik), 1):
            return shares, loglik
        before, shares = loglik, np.maximum(count @ member / count.sum(), SMALLEST)
    raise CannotFit(f"the shares of the classes in some authority were not found in {STEPS} steps")


def _with_own_profiles(found: Array, count: Array, shares: Array, profiles: Array) -> float:
    before = -np.inf
    for _ in range(STEPS):
        shares, profiles = improved(found, count, shares, profiles)
        shares = np.maximum(shares, SMALLEST)
        loglik = float(count @ memberships(found, shares, profiles)[1])
        if loglik - before < CLOSE * max(abs(loglik), 1):
            return loglik
        before = loglik
    raise CannotFit(f"the profiles of the classes in some authority were not found in {STEPS} steps")


def compare_authorities(authorities: Iterable[tuple[Array, Array]], classes: Classes) -> Invariance:
    """`authorities` are the patterns (m, J) and counts (m) of each."""
    common, own, total, number = 0.0, 0.0, 0.0, 0
    for found, count in authorities:
        if not count.sum() > 0:
            continue
        shares, loglik = _with_own_shares(found, count, classes)
        common, total, number = common + loglik, total + float(count.sum()), number + 1
        own += _with_own_profiles(found, count, shares, classes.profiles)
    if number < 2:
        raise CannotFit("whether classes are common to authorities needs at least two")
    of_shares, of_profiles = number * (classes.count - 1), classes.profiles.size
    more = (number - 1) * of_profiles
    return Invariance(
        authorities_count=number,
        common_loglik=common,
        own_loglik=own,
        common_bic=float(-2 * common + (of_shares + of_profiles) * np.log(total)),
        own_bic=float(-2 * own + (of_shares + of_profiles + more) * np.log(total)),
        parameters_more=more,
    )
