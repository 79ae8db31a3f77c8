"""Negative binomial counts (NB2: variance mu + mu^2 / theta) by maximum likelihood, with Poisson as their limit.

Ln theta is a root of the slope of the profile likelihood, sought between bounds; inside, the coefficients given theta
by Newton's method with halved steps, on a likelihood that is concave in them (the profile of R's MASS::glm.nb,
Venables and Ripley 2002, section 7.4). Neither can leave its range, and every loop has a limit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq  # type: ignore[import-untyped]
from scipy.special import gammaln, polygamma, psi  # type: ignore[import-untyped]

from analysis.estimation import NOT_MAXIMISED, Array, CannotFit
from analysis.newton import Maximum, Point, maximise

PRECISE = 1e-10  # of ln theta
FLAT = 1e-6  # of the slope of the profile at its root, as a step of ln theta
ROOT_STEPS = 100
GRID_POINTS = 16  # of ln theta, between which a maximum is looked for
LEAST_EXCESS = 1e-3  # of the variance of a mean count over the Poisson one: with less, theta says nothing
MOST_EXCESS = 1e9  # the other bound of theta
LARGE = 30.0  # from where the series of the digamma and trigamma functions are exact to 1e-14
COLLINEAR = "these counts cannot tell the level of the rate from its slope"


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts (n), with each distinct one once: functions of a count alone are evaluated once for each of those."""

    values: Array
    distinct: Array
    place: npt.NDArray[np.intp]

    @classmethod
    def of(cls, values: Array) -> "Counts":
        distinct, place = np.unique(values, return_inverse=True)
        return cls(values, distinct, place)

    def each(self, function: Callable[[Array], Array]) -> Array:
        """The function of each count (n)."""
        return function(self.distinct)[self.place]


def _digamma_less_log(z: Array) -> Array:
    """psi(z) - ln z, exact where z is large and the two are almost the same."""
    large = np.maximum(z, LARGE)
    series = -1 / (2 * large) - 1 / (12 * large**2) + 1 / (120 * large**4) - 1 / (252 * large**6)
    return np.where(z >= LARGE, series, psi(np.minimum(z, LARGE)) - np.log(np.minimum(z, LARGE)))


def _trigamma_less_inverse(z: Array) -> Array:
    """psi'(z) - 1 / z, likewise."""
    large = np.maximum(z, LARGE)
    series = 1 / (2 * large**2) + 1 / (6 * large**3) - 1 / (30 * large**5) + 1 / (42 * large**7)
    return np.where(z >= LARGE, series, polygamma(1, np.minimum(z, LARGE)) - 1 / np.minimum(z, LARGE))


def theta_score(counts: Counts, mean: Array, theta: float) -> Array:
    """The derivative of each row's log-likelihood in ln theta (n).

    Written with d = (y - mu) / (theta + mu), so that nothing cancels as theta grows and the score goes to 0.
    """
    d = (counts.values - mean) / (theta + mean)
    log_ratio = np.where(d > -0.5, np.log1p(np.maximum(d, -0.5)), np.log(counts.values + theta) - np.log(mean + theta))
    of_count = counts.each(lambda y: _digamma_less_log(y + theta)) - _digamma_less_log(np.asarray(theta))
    score: Array = theta * (log_ratio - d + of_count)
    return score


def theta_curvature(counts: Counts, mean: Array, theta: float) -> Array:
    """The second derivative of each row's log-likelihood in ln theta (n)."""
    d = (counts.values - mean) / (theta + mean)
    of_count = counts.each(lambda y: _trigamma_less_inverse(y + theta)) - _trigamma_less_inverse(np.asarray(theta))
    bend: Array = d**2 / ((1 + d) * (theta + mean)) + of_count
    return theta_score(counts, mean, theta) + theta**2 * bend


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativeBinomialFit:
    """Coefficients (p) and theta at the maximum of the likelihood.

    `covariance` (p + 1, p + 1) is that of the coefficients and ln theta, the inverse of the observed information;
    `scores` (n, p + 1) are the rows' derivatives in the same.
    """

    params: Array
    theta: float
    covariance: Array
    scores: Array

    def clustered(self, groups: npt.NDArray[np.intp]) -> Array:
        """The covariance with scores summed over groups (n, numbered from 0).

        Corrected for G groups and k parameters by G / (G - 1) times (n - 1) / (n - k), as in statsmodels.
        """
        rows, parameters = self.scores.shape
        of_groups = np.column_stack([np.bincount(groups, column) for column in self.scores.T])
        correction = len(of_groups) / (len(of_groups) - 1) * (rows - 1) / (rows - parameters)
        covariance: Array = correction * self.covariance @ of_groups.T @ of_groups @ self.covariance
        return covariance


def _residual_and_weight(counts: Array, mean: Array, theta: float) -> tuple[Array, Array]:
    """The first derivative of each row's log-likelihood in its linear predictor, and minus the second; (n) each."""
    share = 1 / (1 + mean / theta)
    return (counts - mean) * share, mean * share**2 * (1 + counts / theta)


def _loglik(counts: Array, eta: Array, theta: float) -> float:
    """The log-likelihood but for what the linear predictor does not move."""
    mean = np.exp(eta)
    return float((counts * eta - (mean if np.isinf(theta) else (counts + theta) * np.log1p(mean / theta))).sum())


def coefficients(counts: Array, design: Array, offset: Array, start: Array, theta: float = np.inf) -> Maximum[None]:
    """Coefficients (p) of counts (n) on `design` (n, p), log link: Poisson ones, unless `theta` is finite.

    Raises CannotFit where the columns cannot be told apart or a coefficient has no finite estimate.
    """

    def weights(params: Array) -> tuple[Array, Array]:
        return _residual_and_weight(counts, np.exp(offset + design @ params), theta)

    def at(params: Array) -> Point[None]:
        residual, weight = weights(params)
        loglik = _loglik(counts, offset + design @ params, theta)
        return Point(loglik, design.T @ residual, (design.T * weight) @ design, None)

    return maximise(at, start, events=float(weights(start)[1].sum()), collinear=COLLINEAR)


@dataclass(slots=True)
class _Profile:
    """The likelihood at its best coefficients for a theta: `params` are those of the last theta, the next start."""

    counts: Counts
    design: Array
    offset: Array
    params: Array

    @property
    def mean(self) -> Array:
        mean: Array = np.exp(self.offset + self.design @ self.params)
        return mean

    def slope(self, log_theta: float) -> float:
        """The derivative of the profile log-likelihood in ln theta."""
        theta = float(np.exp(log_theta))
        best = coefficients(self.counts.values, self.design, self.offset, self.params, theta)
        self.params = best.params
        slope = float(theta_score(self.counts, self.mean, theta).sum())
        if not (best.converged and np.isfinite(slope)):
            raise CannotFit(NOT_MAXIMISED)
        return slope

    def fit_at(self, log_theta: float) -> NegativeBinomialFit:
        end, theta, mean = abs(self.slope(log_theta)), float(np.exp(log_theta)), self.mean
        residual, weight = _residual_and_weight(self.counts.values, mean, theta)
        cross = self.design.T @ (residual * mean / (theta + mean))
        bend = -float(theta_curvature(self.counts, mean, theta).sum())
        if not end < FLAT * bend:
            raise CannotFit(NOT_MAXIMISED)
        information = np.block([[(self.design.T * weight) @ self.design, -cross[:, None]], [-cross[None, :], bend]])
        return NegativeBinomialFit(
            params=self.params,
            theta=theta,
            covariance=np.linalg.inv(information),
            scores=np.column_stack([self.design * residual[:, None], theta_score(self.counts, mean, theta)]),
        )


def _gain(counts: Array, mean: Array, theta: float, poisson_mean: Array) -> float:
    """The log-likelihood of a negative binomial fit less that of a Poisson one."""
    gammas = gammaln(counts + theta) - gammaln(theta) - counts * np.log(theta + mean) - theta * np.log1p(mean / theta)
    return float((gammas + counts * (np.log(mean) - np.log(poisson_mean)) + poisson_mean).sum())


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def fit_negative_binomial(counts: Array, design: Array, offset: Array, start: Array) -> NegativeBinomialFit | None:
    """Counts (n) on `design` (n, p) with ln(population) as `offset` (n), from the coefficients of the Poisson model.

    The likelihood can have several maxima in theta: the highest is taken. None where that is the Poisson model, since
    the counts have no overdispersion. Raises CannotFit where there is no maximum.
    """
    profile = _Profile(Counts.of(counts), design, offset, start)
    grid = np.linspace(np.log(counts.mean() / LEAST_EXCESS), np.log(counts.mean() / MOST_EXCESS), GRID_POINTS)
    slopes = [profile.slope(log_theta) for log_theta in grid]
    roots = [
        brentq(profile.slope, below, above, xtol=PRECISE, maxiter=ROOT_STEPS)
        for above, below, after, before in zip(grid, grid[1:], slopes, slopes[1:], strict=False)
        if after < 0 < before
    ]
    if not roots and slopes[0] < 0:
        raise CannotFit("the counts vary more than any negative binomial: almost all events are in very few areas")
    fits = [profile.fit_at(root) for root in roots]
    poisson_mean = np.exp(offset + design @ start)
    gains = [_gain(counts, np.exp(offset + design @ fit.params), fit.theta, poisson_mean) for fit in fits]
    if slopes[0] >= 0 and max(gains, default=0.0) <= 0:
        return None
    return fits[int(np.argmax(gains))]
