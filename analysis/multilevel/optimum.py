"""The maximum of the likelihood: comparable columns, a first guess, BFGS, then Newton."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.special import logit  # type: ignore[import-untyped]

from analysis.estimation import Array, CannotFit
from analysis.multilevel.families import Binomial, Family, Poisson, Slopes
from analysis.multilevel.laplace import Laplace, Parameters
from analysis.multilevel.rows import Rows
from analysis.newton import Point
from analysis.newton import maximise as newton

POISSON_THETA, POISSON_EXCESS = 1e4, 1e-3  # no overdispersion: theta beyond both 1e4 and a mean count over 1e-3
START_SD = 0.3
WIDE_SD = 2.0  # of the random part on the log scale: from where the optimum is sought from a second start too
SAME_VALUE = 1e-3  # of the log-likelihood: two starts that come so near have found the same optimum
HESSIANS = 8
STEPS_PER_HESSIAN = 8
STEP = 1e-3  # of the differences, in units of Scaled
FLAT = 1e-7
COARSE, FINE = 1e-3, 1e-6  # of the gradient in those units
CLOSE = 1e-7  # in standard errors, as NEAR
BEYOND = 1e10  # stands for a likelihood that overflowed, so that the line search turns back
NEAR = 1e-5


@dataclass(frozen=True, slots=True)
class Scaled:
    """The likelihood of rows whose columns were made comparable, where to start, and the way back.

    Its columns are X back_fixed and Z back_random, so beta = back_fixed beta' and u = back_random u';
    `beta` and `log_theta` are a first guess without groups, `groups_sd` is how far the groups' own log rates spread;
    `units` are steps of roughly one standard error in the packed parameters.
    """

    laplace: Laplace
    beta: Array
    log_theta: float
    groups_sd: float
    units: Array
    back_fixed: Array
    back_random: Array

    @property
    def of_wide_groups(self) -> "Scaled":
        """The same with steps of the errors that terms have where groups spread as widely as their own rates do."""
        to_these_columns = np.linalg.solve(self.back_fixed, np.eye(len(self.back_fixed)))
        variance = 1 + self.groups_sd**2 / len(self.laplace.modes) * (to_these_columns**2).sum(axis=1)
        units = self.units.copy()
        units[: len(variance)] = np.sqrt(variance)
        return replace(self, units=units)

    def start(self, sd: float) -> Array:
        """Packed parameters of the first guess, with effects of this standard deviation, not correlated."""
        factor = sd * np.eye(len(self.back_random))
        return self.laplace.pack(Parameters(beta=self.beta, factor=factor, log_theta=self.log_theta))


@dataclass(frozen=True, slots=True)
class Optimum:
    """Packed parameters with their covariance, minus the log-likelihood, and whether it is a minimum.

    `is_contested`: another start ended elsewhere.
    """

    packed: Array
    covariance: Array
    value: float
    converged: bool
    is_contested: bool = False


def _first_guess(rows: Rows, design: Array) -> tuple[Array, Array, Array]:
    """The model without groups, Poisson or binomial: beta, means and weights."""
    counts, offset, trials = rows.counts, rows.offset, rows.trials
    family = Poisson(counts) if trials is None else Binomial(counts, trials)
    if trials is None:
        eta = np.log((counts + np.exp(offset) * counts.sum() / np.exp(offset).sum()) / 2)
    else:
        eta = logit((counts + 0.5) / (trials + 1))

    def at(beta: Array) -> Point[Slopes]:
        slopes = family.slopes(offset + design @ beta, 0.0)
        information = (design.T * slopes.weight) @ design
        return Point(float(slopes.loglik.sum()), design.T @ slopes.score, information, slopes)

    start = np.linalg.lstsq(design, eta - offset)[0]
    found = newton(at, start, events=float(counts.sum()), collinear="the columns cannot be told apart")
    return found.params, counts - found.detail.score, found.detail.weight


def _moment_log_theta(counts: Array, mean: Array) -> float:
    """Half of the overdispersion around the model without groups is taken to be theirs."""
    alpha = max(float(((counts - mean) ** 2 - mean).sum() / (mean**2).sum()), 1e-3)
    return float(np.log(np.clip(2 / alpha, 0.5, POISSON_THETA / 10)))


def _spread_of_groups(rows: Rows, mean: Array) -> float:
    """The standard deviation over groups of the log of their count over what the model without groups expects."""
    counts, expected = np.bincount(rows.group, rows.counts), np.bincount(rows.group, mean)
    return float(np.std(np.log((counts + 0.5) / (expected + 0.5))))


def _of_one_size(columns: pd.DataFrame) -> tuple[Array, Array]:
    """The columns over their root mean squares, and those."""
    values = columns.to_numpy()
    size = np.sqrt((values**2).mean(axis=0))
    return values / size, size


def scale(rows: Rows, family: Family) -> Scaled:
    """Columns that are uncorrelated under the weights of the first guess; lower-triangular for the random ones."""
    (design, fixed_size), (random, random_size) = _of_one_size(rows.fixed), _of_one_size(rows.random)
    beta, mean, weight = _first_guess(rows, design)
    turn_fixed = np.linalg.inv(np.linalg.cholesky((design.T * weight) @ design)).T
    turn_random = np.linalg.cholesky(np.linalg.inv((random.T * (weight / weight.sum())) @ random))
    laplace = Laplace(family, design @ turn_fixed, random @ turn_random, rows.offset, rows.group)
    covariances = laplace.parameters_count - len(beta) - family.has_theta
    return Scaled(
        laplace=laplace,
        beta=np.linalg.solve(turn_fixed, beta),
        log_theta=_moment_log_theta(rows.counts, mean) if family.has_theta else 0.0,
        groups_sd=_spread_of_groups(rows, mean),
        units=np.repeat([4.0, 0.05, 0.03], [len(beta), covariances, int(family.has_theta)]),
        back_fixed=turn_fixed / fixed_size[:, None],
        back_random=turn_random / random_size[:, None],
    )


def _hessian(scaled: Scaled, packed: Array) -> Array:
    """Central differences of the analytic gradient, in units of Scaled."""
    gradient, steps = scaled.laplace.value_and_gradient, np.diag(STEP * scaled.units)
    rows = [(gradient(packed + step)[1] - gradient(packed - step)[1]) / (2 * STEP) for step in steps]
    bends: Array = np.array(rows) * scaled.units
    return 0.5 * (bends + bends.T)


def _covariance(scaled: Scaled, hessian: Array) -> tuple[Array, Array | None]:
    """The inverse Hessian over the directions that the likelihood bends in, and a way down from a saddle.

    A direction without any bend (the turn of a factor whose first variance is zero) moves no result. One
    that bends the wrong way leads on: a spread of zero can be a saddle.
    """
    values, vectors = np.linalg.eigh(hessian)
    bends = values > FLAT * values[-1]
    spanned = scaled.units[:, None] * vectors[:, bends]
    downhill = scaled.units * vectors[:, 0] if values[0] < -FLAT * values[-1] else None
    return (spanned / values[bends]) @ spanned.T, downhill


def without_overdispersion(laplace: Laplace, packed: Array) -> bool:
    family = laplace.family
    return family.has_theta and bool(packed[-1] > np.log(max(POISSON_THETA, family.mean_count / POISSON_EXCESS)))


def _descend(scaled: Scaled, start: Array, tolerance: float) -> Array:
    """To the neighbourhood of the optimum by BFGS, in units of about a standard error."""

    def in_units(moved: Array) -> tuple[float, Array]:
        value, gradient = scaled.laplace.value_and_gradient(start + scaled.units * moved)
        return (value, scaled.units * gradient) if np.isfinite(value) else (BEYOND, np.zeros(len(moved)))

    nowhere = np.zeros(len(scaled.units))
    near = minimize(in_units, nowhere, jac=True, method="BFGS", options={"gtol": tolerance, "maxiter": 300})
    there: Array = start + scaled.units * near.x
    return there


def _polish(laplace: Laplace, packed: Array, covariance: Array) -> tuple[Array, float, float]:
    """Newton steps with one Hessian: where they lead, how far that was and how far it still is, in standard errors.

    Steps that do not bring the optimum nearer lead nowhere: infinitely far, from where they began.
    """
    start, far, last = packed, 0.0, np.inf
    for _ in range(STEPS_PER_HESSIAN):
        gradient = laplace.value_and_gradient(packed)[1]
        left = float(np.sqrt(np.abs(gradient @ covariance @ gradient)))
        is_there = left < CLOSE or (last < NEAR and left >= last)
        if is_there or without_overdispersion(laplace, packed):
            break
        if not left < last:
            return start, np.inf, np.inf
        packed = packed - covariance @ gradient
        far, last = far + left, left
    return packed, far, left


def _from(scaled: Scaled, start: Array) -> Optimum | None:
    """BFGS, then Newton, until a Hessian taken at the optimum needs no further step; None where numbers run out."""
    laplace, packed = scaled.laplace, _descend(scaled, start, COARSE)
    left: float = np.inf
    covariance: Array = np.zeros((len(packed),) * 2)
    for _ in range(HESSIANS):
        hessian = _hessian(scaled, packed)
        if not np.isfinite(hessian).all():
            return None
        covariance, downhill = _covariance(scaled, hessian)
        if downhill is None:
            packed, moved, left = _polish(laplace, packed, covariance)
        else:
            packed, moved, left = packed + downhill, np.inf, np.inf
        if moved < NEAR or without_overdispersion(laplace, packed):
            break
        if np.isinf(moved):
            packed = _descend(scaled, packed, FINE)
    value = laplace.value_and_gradient(packed)[0]
    return Optimum(packed, covariance, value, left < NEAR) if np.isfinite(value) else None


def maximise(scaled: Scaled) -> Optimum:
    """The optimum; where the random part is wide, or nothing was found, the better of two starts.

    The second is from effects that spread as the groups' own rates do. Raises CannotFit where neither leads to one.
    """
    first = _from(scaled, scaled.start(START_SD))
    if first and first.converged and scaled.laplace.spread(first.packed) < WIDE_SD:
        return first
    scaled.laplace.forget_modes()
    second = _from(scaled.of_wide_groups, scaled.start(scaled.groups_sd))
    found = [optimum for optimum in (first, second) if optimum]
    if not found:
        raise CannotFit("the likelihood was not maximised from either of two starts")
    best = min(found, key=lambda optimum: optimum.value)
    agree = len(found) == 2 and abs(found[0].value - found[1].value) < SAME_VALUE
    return replace(best, is_contested=not agree)
