"""The two models of a released row, fitted anew to many count vectors at once: an intruder tries what fits.

Written from the models' definitions alone; nothing of the project's own fits is used.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import polygamma, psi

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

STEPS, APPROACH = 60, 12
LEAST_SHAPE, FIRST_SHAPE, MOST_SHAPE = -6.0, 0.5, 9.0  # ln theta; beyond the last the counts are as good as Poisson
LEAST_CURVATURE = 1e-3
CLOSE = 1e-9  # of the score, per event


@dataclass(frozen=True, slots=True)
class Public:
    """Deprivation in percentage points and children of each neighbourhood (n)."""

    exposure: Floats
    children: Floats

    @property
    def areas_count(self) -> int:
        return len(self.exposure)

    def mean_exposure(self, slope: float) -> float:
        """The mean exposure of an event under a slope: T times it is the fitted sum of x y."""
        weights = self.children * np.exp(slope * self.exposure)
        return float(weights @ self.exposure / weights.sum())


def poisson_fits(counts: Counts, public: Public) -> tuple[Floats, Floats]:
    """Slopes and robust (HC1) errors of count vectors (k, n), by Newton's method."""
    x = public.exposure - np.average(public.exposure, weights=public.children)
    slope = np.zeros(len(counts))
    totals, sums = counts.sum(axis=1), counts @ x
    for _ in range(STEPS):
        weights = public.children * np.exp(slope[:, None] * x)
        mean = weights @ x / weights.sum(axis=1)
        spread = weights @ x**2 / weights.sum(axis=1) - mean**2
        step = np.clip((sums / totals - mean) / spread, -0.1, 0.1)
        slope = slope + step
        if np.abs(step).max(initial=0) < 1e-14:
            break
    weights = public.children * np.exp(slope[:, None] * x)
    fitted = weights * (totals / weights.sum(axis=1))[:, None]
    mean = fitted @ x / totals
    information = fitted @ x**2 - totals * mean**2
    meat = ((x - mean[:, None]) ** 2 * (counts - fitted) ** 2).sum(axis=1)
    correction = public.areas_count / (public.areas_count - 2)
    return slope, np.sqrt(correction * meat) / information


def without_overdispersion(counts: Counts, public: Public) -> NDArray[np.bool_]:
    """Which count vectors (k, n) vary no more about their Poisson fit than Poisson counts do."""
    slope, _ = poisson_fits(counts, public)
    weights = public.children * np.exp(slope[:, None] * (public.exposure - public.exposure.mean()))
    fitted = weights * (counts.sum(axis=1) / weights.sum(axis=1))[:, None]
    excess: NDArray[np.bool_] = ((counts - fitted) ** 2 - counts).sum(axis=1) <= 0
    return excess


def nb2_fits(counts: Counts, public: Public) -> tuple[Floats, Floats]:
    """Slopes and model-based errors of the negative binomial model, for count vectors (k, n).

    Scoring in intercept, slope and log shape, then Newton's method where the observed information is positive; where
    neither settles, as without overdispersion, both are missing.
    """
    scale = public.exposure.std()
    x = (public.exposure - np.average(public.exposure, weights=public.children)) / scale
    design = np.stack([np.ones_like(x), x])
    slope, _ = poisson_fits(counts, public)
    rates = np.exp(scale * slope[:, None] * x)
    level = np.log(counts.sum(axis=1) / (rates @ public.children))
    at = np.column_stack([level, scale * slope, np.full(len(counts), FIRST_SHAPE)])
    for turn in range(STEPS):
        gradient, observed, expected = _nb2_derivatives(counts, public, design, at)
        is_positive = np.linalg.eigvalsh(observed)[:, 0] > LEAST_CURVATURE
        is_near = is_positive & (turn >= APPROACH)
        information = np.where(is_near[:, None, None], observed, expected)
        step = np.clip(np.linalg.solve(information, gradient[:, :, None])[:, :, 0], -0.5, 0.5)
        at = np.clip(at + step, [-np.inf, -np.inf, LEAST_SHAPE], [np.inf, np.inf, MOST_SHAPE])
        if (np.abs(gradient).max(axis=1) < CLOSE * counts.sum(axis=1) / 100).all():
            break
    gradient, observed, _ = _nb2_derivatives(counts, public, design, at)
    settled = (np.abs(gradient).max(axis=1) < CLOSE * counts.sum(axis=1)) & (at[:, 2] < MOST_SHAPE)
    covariance = np.linalg.inv(np.where(settled[:, None, None], observed, np.eye(3)))
    error = np.sqrt(np.where(settled, covariance[:, 1, 1], np.nan))
    return np.where(settled, at[:, 1], np.nan) / scale, error / scale


def _nb2_derivatives(counts: Counts, public: Public, design: Floats, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Gradient (k, 3) of the log-likelihood, observed information (k, 3, 3), and a positive one in its place."""
    theta = np.exp(at[:, 2])[:, None]
    mean = public.children * np.exp(at[:, :2] @ design)
    both = theta + mean
    residual = theta * (counts - mean) / both
    of_shape = theta * (psi(counts + theta) - psi(theta) + np.log(theta / both) + (mean - counts) / both)
    bend = of_shape + theta**2 * (
        polygamma(1, counts + theta) - polygamma(1, theta) + 1 / theta - 2 / both + (counts + theta) / both**2
    )
    weight = (counts + theta) * theta * mean / both**2
    cross = theta * (counts - mean) * mean / both**2
    gradient = np.column_stack([residual @ design.T, of_shape.sum(axis=1)])
    observed, expected = np.zeros((2, len(counts), 3, 3))
    observed[:, :2, :2] = np.einsum("kn,an,bn->kab", weight, design, design)
    observed[:, :2, 2] = observed[:, 2, :2] = -(cross @ design.T)
    observed[:, 2, 2] = -bend.sum(axis=1)
    expected[:, :2, :2] = np.einsum("kn,an,bn->kab", theta * mean / both, design, design)
    expected[:, 2, 2] = np.maximum(np.abs(observed[:, 2, 2]), 0.1)
    return gradient, observed, expected
