"""What a row of counts adds to the likelihood, and its derivatives in the linear predictor."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from scipy.special import expit, gammaln, psi  # type: ignore[import-untyped]

from analysis.estimation import Array


@dataclass(frozen=True, slots=True)
class Slopes:
    """Derivatives in eta, one entry per row: of the log-likelihood l and of its observed information.

    score = l', weight = -l'' and weight_slope = -l'''.
    """

    loglik: Array
    score: Array
    weight: Array
    weight_slope: Array


@dataclass(frozen=True, slots=True)
class ThetaSlopes:
    """Derivatives in ln theta of the log-likelihood, the score and the weight of each row."""

    loglik: Array
    score: Array
    weight: Array


class Family(Protocol):
    """A distribution of counts: log link, or logit for a share of trials.

    `constant` is the part of the log-likelihood that no parameter moves, `mean_count` the mean of the counts.
    """

    has_theta: ClassVar[bool]
    constant: float
    mean_count: float

    def loglik(self, eta: Array, log_theta: float) -> Array: ...

    def slopes(self, eta: Array, log_theta: float) -> Slopes: ...

    def theta_slopes(self, eta: Array, log_theta: float) -> ThetaSlopes: ...


class _WithoutTheta:
    has_theta: ClassVar[bool] = False

    def theta_slopes(self, eta: Array, log_theta: float) -> ThetaSlopes:
        raise NotImplementedError("only the negative binomial has a theta")


class Poisson(_WithoutTheta):
    def __init__(self, counts: Array) -> None:
        self._counts, self.mean_count = counts, float(counts.mean())
        self.constant = -float(gammaln(counts + 1).sum())

    def loglik(self, eta: Array, log_theta: float) -> Array:
        return self._counts * eta - np.exp(eta)

    def slopes(self, eta: Array, log_theta: float) -> Slopes:
        mean = np.exp(eta)
        return Slopes(loglik=self._counts * eta - mean, score=self._counts - mean, weight=mean, weight_slope=mean)


class Binomial(_WithoutTheta):
    def __init__(self, counts: Array, trials: Array) -> None:
        self._counts, self._trials, self.mean_count = counts, trials, float(counts.mean())
        self.constant = float((gammaln(trials + 1) - gammaln(counts + 1) - gammaln(trials - counts + 1)).sum())

    def loglik(self, eta: Array, log_theta: float) -> Array:
        share_of_trials: Array = self._counts * eta - self._trials * np.logaddexp(0, eta)
        return share_of_trials

    def slopes(self, eta: Array, log_theta: float) -> Slopes:
        share = expit(eta)
        weight = self._trials * share * (1 - share)
        return Slopes(
            loglik=self.loglik(eta, log_theta),
            score=self._counts - self._trials * share,
            weight=weight,
            weight_slope=weight * (1 - 2 * share),
        )


class NegativeBinomial:
    """Variance mu + mu^2 / theta (NB2).

    Counts repeat, so the gamma functions are evaluated once per distinct count.
    """

    has_theta: ClassVar[bool] = True

    def __init__(self, counts: Array) -> None:
        self._counts, self.mean_count = counts, float(counts.mean())
        self._distinct, self._place = np.unique(counts, return_inverse=True)
        self.constant = -float(gammaln(counts + 1).sum())

    def loglik(self, eta: Array, log_theta: float) -> Array:
        return self._loglik(eta, log_theta, np.log(np.exp(log_theta) + np.exp(eta)))

    def _loglik(self, eta: Array, log_theta: float, log_sum: Array) -> Array:
        theta = np.exp(log_theta)
        gammas = (gammaln(self._distinct + theta) - gammaln(theta))[self._place]
        per_row: Array = gammas + theta * (log_theta - log_sum) + self._counts * (eta - log_sum)
        return per_row

    def slopes(self, eta: Array, log_theta: float) -> Slopes:
        theta, mean = np.exp(log_theta), np.exp(eta)
        total = theta + mean
        weight = (self._counts + theta) * theta * mean / total**2
        return Slopes(
            loglik=self._loglik(eta, log_theta, np.log(total)),
            score=theta * (self._counts - mean) / total,
            weight=weight,
            weight_slope=weight * (theta - mean) / total,
        )

    def theta_slopes(self, eta: Array, log_theta: float) -> ThetaSlopes:
        theta, mean, counts = np.exp(log_theta), np.exp(eta), self._counts
        total = theta + mean
        digammas = (psi(self._distinct + theta) - psi(theta))[self._place]
        return ThetaSlopes(
            loglik=theta * (digammas + log_theta + 1 - np.log(total) - (counts + theta) / total),
            score=theta * (counts - mean) * mean / total**2,
            weight=theta * mean * (counts * mean - counts * theta + 2 * theta * mean) / total**3,
        )
