"""Latent classes of yes-or-no factors, by maximum likelihood from many starts."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.special import expit, log_softmax, logit, softmax  # type: ignore[import-untyped]

from analysis.estimation import Array, CannotFit

STARTS, FINISHERS, FIRST_STEPS, LAST_STEPS = 16, 4, 30, 1_000
REACHED = 0.1  # of log-likelihood: two starts that come so near have found the same classes
EDGE = 12.0  # of a logit: as good as never or always


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Classes (K), most common first: their shares (K), and how often each finds a factor (`profiles`, K by J).

    `best_share` is the share of the starts carried to the end that reached this likelihood.
    """

    shares: Array
    profiles: Array
    loglik: float
    best_share: float
    converged: bool

    @property
    def count(self) -> int:
        return len(self.shares)

    @property
    def parameters_count(self) -> int:
        return self.count - 1 + self.profiles.size

    def bic(self, total: float) -> float:
        return float(-2 * self.loglik + self.parameters_count * np.log(total))


def log_densities(found: Array, profiles: Array) -> Array:
    """Ln of the probability of each pattern in each class (m, K)."""
    logs: Array = found @ logit(profiles).T + np.log1p(-profiles).sum(axis=1)
    return logs


def memberships(found: Array, shares: Array, profiles: Array) -> tuple[Array, Array]:
    """The probability of each class given the pattern (m, K), and ln of the pattern's own."""
    return shared_out(log_densities(found, profiles) + np.log(shares))


def shared_out(logs: Array) -> tuple[Array, Array]:
    """The same from ln of the probability of each pattern and class together (m, K)."""
    most = logs.max(axis=1, keepdims=True)
    weights = np.exp(logs - most)
    sums = weights.sum(axis=1, keepdims=True)
    return weights / sums, (most + np.log(sums))[:, 0]


def improved(found: Array, count: Array, shares: Array, profiles: Array) -> tuple[Array, Array]:
    """One step of expectation and maximisation."""
    weighted = memberships(found, shares, profiles)[0] * count[:, None]
    sizes = np.maximum(weighted.sum(axis=0), np.finfo(float).tiny)
    return sizes / sizes.sum(), np.clip(weighted.T @ found / sizes[:, None], expit(-EDGE), expit(EDGE))


def _started(found: Array, count: Array, classes: int, random: np.random.Generator) -> tuple[Array, Array]:
    overall = count @ found / count.sum()
    spread = random.normal(0, 1, (classes, found.shape[1]))
    shares, profiles = np.full(classes, 1 / classes), expit(np.clip(logit(overall) + spread, -EDGE, EDGE))
    for _ in range(FIRST_STEPS):
        shares, profiles = improved(found, count, shares, profiles)
    return shares, profiles


def _finished(found: Array, count: Array, shares: Array, profiles: Array) -> tuple[float, Array, Array, bool]:
    """The maximum of the likelihood next to a start, by its gradient: far fewer steps than one by one."""
    classes, total = len(shares), count.sum()

    def descent(packed: Array) -> tuple[float, Array]:
        logs, logits = log_softmax(packed[:classes]), packed[classes:].reshape(classes, -1)
        member, loglik = memberships(found, np.exp(logs), expit(logits))
        weighted = member * count[:, None]
        sizes = weighted.sum(axis=0)
        slopes = weighted.T @ found - sizes[:, None] * expit(logits)
        return -(count @ loglik) / total, -np.concatenate([sizes - total * np.exp(logs), slopes.ravel()]) / total

    packed = np.concatenate([np.log(shares), logit(profiles).ravel()])
    bounds = [(None, None)] * classes + [(-EDGE, EDGE)] * profiles.size
    options = {"maxiter": LAST_STEPS, "maxfun": 2 * LAST_STEPS, "ftol": 1e-12, "gtol": 1e-7}
    best = minimize(descent, packed, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return (
        -float(best.fun) * total,
        softmax(best.x[:classes]),
        expit(best.x[classes:].reshape(classes, -1)),
        best.success,
    )


def fit_classes(
    found: Array, count: Array, *, classes: int, seed: int, starts: int = STARTS, finishers: int = FINISHERS
) -> Classes:
    """As many classes as asked: all starts a few steps far, the best of them to the end."""
    if classes > len(found):
        raise CannotFit(f"{len(found)} patterns cannot be told apart into {classes} classes")
    if not (np.isfinite(found).all() and np.isfinite(count).all() and count.sum() > 0):
        raise CannotFit("no assessment has a pattern of factors, or some pattern is not a number")
    random = np.random.default_rng([seed, classes])
    begun = [_started(found, count, classes, random) for _ in range(starts if classes > 1 else 1)]
    begun.sort(key=lambda start: -float(count @ memberships(found, *start)[1]))
    ends = [_finished(found, count, *start) for start in begun[:finishers]]
    loglik, shares, profiles, converged = max(ends, key=lambda end: end[0])
    order = np.argsort(-shares, kind="stable")
    return Classes(
        shares=shares[order],
        profiles=profiles[order],
        loglik=loglik,
        best_share=float(np.mean([end[0] > loglik - REACHED for end in ends])),
        converged=converged,
    )


def entropy(found: Array, count: Array, classes: Classes) -> float | None:
    """How clearly patterns tell their class: 1 if each does, 0 if none does; of one class there is nothing to tell."""
    if classes.count == 1:
        return None
    member = memberships(found, classes.shares, classes.profiles)[0]
    unclear = -(count @ (member * np.log(np.maximum(member, np.finfo(float).tiny))).sum(axis=1))
    return float(1 - unclear / (count.sum() * np.log(classes.count)))


def largest_pair_residual(found: Array, count: Array, classes: Classes) -> float:
    """The largest chi-square, of one degree, between two factors as found together and as the classes expect."""
    chi_square = np.zeros((found.shape[1],) * 2)
    sides = (found, classes.profiles), (1 - found, 1 - classes.profiles)
    for (first, of_first), (second, of_second) in product(sides, sides):
        seen = (first * count[:, None]).T @ second
        expected = count.sum() * (of_first * classes.shares[:, None]).T @ of_second
        chi_square += (seen - expected) ** 2 / expected
    return float(np.max(np.triu(chi_square, 1), initial=0.0))


def assignment_errors(member: Array, count: Array) -> tuple[npt.NDArray[np.intp], Array]:
    """The likeliest class of each pattern, and how probable it is to be put there from each class (K by K)."""
    assigned = member.argmax(axis=1)
    weighted = member * count[:, None]
    together = np.zeros((member.shape[1],) * 2)
    np.add.at(together.T, assigned, weighted)
    if not (together.sum(axis=1) > 0).all():
        raise CannotFit("a class holds no assessment: misplaced ones cannot be corrected for")
    return assigned.astype(np.intp), together / together.sum(axis=1, keepdims=True)
