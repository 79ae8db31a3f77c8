"""The Laplace approximation to the likelihood of counts in groups, with its gradient.

Row i of group g:  eta_i = offset_i + x_i'beta + z_i'u_g,  u_g = L v_g,  v_g ~ N(0, I).

Writing u as L v (not as N(0, L L') directly) makes a variance of zero an ordinary interior point. With
A = Z L, the modes v maximise the joint density; minus the log-likelihood is then

    f = - sum l(eta) + v'v / 2 + sum_g ln|I + A_g' W_g A_g| / 2

with W the *observed* information of the rows (Kristensen et al. 2016, TMB; Brooks et al. 2017, glmmTMB).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.estimation import Array
from analysis.multilevel.families import Family, Slopes

DECREMENT = 1e-18
NEWTON_STEPS = 60
HALVINGS = 30
FAR = 0.05
LOST = 1e14  # of a curvature, beside the 1 that the density of the effects adds
FLAT = 1e3  # a standard deviation that leaves an effect to its own rows

Groups = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Parameters:
    """beta (p), the lower triangular L (q, q) and ln theta (0 for families without one)."""

    beta: Array
    factor: Array
    log_theta: float


@dataclass(frozen=True, slots=True)
class _Settled:
    """Everything at the modes: A' (q, n), the rows' slopes and the groups' curvature (G, q, q)."""

    parameters: Parameters
    loadings: Array
    eta: Array
    slopes: Slopes
    curvature: Array


def _is_lost(curvature: Array) -> bool:
    """Whether counts so outweigh the density of the effects, or overflow, that rounding leaves nothing of it."""
    return not bool((curvature < LOST).all())


class Laplace:
    """Rows sorted by group. `modes` (G, q) holds v of the last evaluation: the start of the next.

    What varies by row is kept as (q, n), so that sums over groups run along memory.
    """

    def __init__(self, family: Family, design: Array, random_design: Array, offset: Array, group: Groups) -> None:
        self.family, self.design, self.offset = family, design, offset
        self.random = np.ascontiguousarray(random_design.T)
        self._sizes = np.bincount(group)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self.modes: Array = np.zeros((len(self._sizes), len(self.random)))
        self._lower = np.tril_indices(len(self.random))

    @property
    def parameters_count(self) -> int:
        return int(self.design.shape[1] + len(self._lower[0]) + self.family.has_theta)

    def pack(self, parameters: Parameters) -> Array:
        theta = [parameters.log_theta] if self.family.has_theta else []
        return np.concatenate([parameters.beta, parameters.factor[self._lower], theta])

    def unpack(self, packed: Array) -> Parameters:
        end = self.design.shape[1]
        factor = np.zeros((len(self.random),) * 2)
        factor[self._lower] = packed[end : end + len(self._lower[0])]
        log_theta = float(packed[-1]) if self.family.has_theta else 0.0
        return Parameters(beta=packed[:end], factor=factor, log_theta=log_theta)

    def forget_modes(self) -> None:
        """Begin the next evaluation from effects of zero."""
        self.modes = np.zeros_like(self.modes)

    def spread(self, packed: Array) -> float:
        """The standard deviation of the random part of eta, root mean square over rows."""
        loadings = self.unpack(packed).factor.T @ self.random
        return float(np.sqrt((loadings**2).sum(axis=0).mean()))

    def _per_group(self, by_row: Array) -> Array:
        """Sums over the rows of each group, groups first: (..., n) to (G, ...)."""
        sums: Array = np.moveaxis(np.add.reduceat(by_row, self._starts, axis=-1), -1, 0)
        return sums

    def _per_row(self, by_group: Array) -> Array:
        """What a row's group has, rows last: (G, ...) to (..., n)."""
        return np.repeat(np.moveaxis(by_group, 0, -1), self._sizes, axis=-1)

    def _spread(self, loadings: Array, effects: Array) -> Array:
        """a_i'v_g for each row i of group g: (n,)."""
        total: Array = (loadings * self._per_row(effects)).sum(axis=0)
        return total

    @np.errstate(over="ignore", invalid="ignore")
    def _settle(self, parameters: Parameters) -> _Settled:
        """Newton's method for the modes of all groups at once; the density is log-concave in v."""
        if not np.isfinite(self.modes).all():
            self.forget_modes()
        loadings = parameters.factor.T @ self.random
        base = self.offset + self.design @ parameters.beta
        for _ in range(NEWTON_STEPS):
            eta = base + self._spread(loadings, self.modes)
            slopes = self.family.slopes(eta, parameters.log_theta)
            gradient = self._per_group(loadings * slopes.score) - self.modes
            curvature = self._per_group((loadings * slopes.weight)[:, None] * loadings) + np.eye(len(loadings))
            if _is_lost(curvature):
                self.forget_modes()
                break
            step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
            decrement = (gradient * step).sum(axis=1)
            if decrement.max() < DECREMENT:
                break
            if decrement.max() > FAR:
                step *= self._shares(parameters.log_theta, base, loadings, step, decrement)[:, None]
            self.modes = self.modes + step
        return _Settled(parameters, loadings, eta, slopes, curvature)

    def _density(self, log_theta: float, base: Array, loadings: Array, modes: Array) -> Array:
        """Each group's joint log-density of counts and v, but for constants: (G,)."""
        eta = base + self._spread(loadings, modes)
        density: Array = self._per_group(self.family.loglik(eta, log_theta)) - 0.5 * (modes**2).sum(axis=1)
        return density

    def _shares(self, log_theta: float, base: Array, loadings: Array, step: Array, decrement: Array) -> Array:
        """How much of its Newton step each group takes: halved until the density rises enough (Armijo)."""
        shares = np.ones(len(step))
        before = self._density(log_theta, base, loadings, self.modes)
        slack = 1e-9 * np.abs(before)
        for _ in range(HALVINGS):
            after = self._density(log_theta, base, loadings, self.modes + shares[:, None] * step)
            too_far = ~(after >= before + 1e-4 * shares * decrement - slack)
            if not too_far.any():
                break
            shares[too_far] /= 2
        return shares

    @np.errstate(over="ignore", invalid="ignore")
    def value_and_gradient(self, packed: Array) -> tuple[float, Array]:
        """Minus the log-likelihood and its derivatives in the packed parameters; infinite where a mean overflows.

        The modes move with the parameters, which the log-determinant alone feels: k is its derivative in
        eta, `response` (G, q) how the modes answer it (the implicit function theorem).
        """
        at = self._settle(self.unpack(packed))
        if _is_lost(at.curvature):
            return np.inf, np.zeros(len(packed))
        rows, inverse = at.slopes, np.linalg.inv(at.curvature)
        value = -rows.loglik.sum() - self.family.constant + 0.5 * (self.modes**2).sum()
        value += 0.5 * np.linalg.slogdet(at.curvature)[1].sum()
        solved = (self._per_row(inverse) * at.loadings).sum(axis=1)
        leverage = (solved * at.loadings).sum(axis=0)
        k = 0.5 * leverage * rows.weight_slope
        response = np.einsum("gij,gj->gi", inverse, self._per_group(k * at.loadings))
        moved = self._spread(at.loadings, response)
        residual = -rows.score + k - rows.weight * moved
        by_loading = residual * self._per_row(self.modes) + rows.weight * solved + rows.score * self._per_row(response)
        pieces = [self.design.T @ residual, (self.random @ by_loading.T)[self._lower]]
        if self.family.has_theta:
            theta = self.family.theta_slopes(at.eta, at.parameters.log_theta)
            pieces.append(np.array([(-theta.loglik + 0.5 * leverage * theta.weight + moved * theta.score).sum()]))
        return float(value), np.concatenate(pieces)

    def effects(self, packed: Array) -> tuple[Array, Array, Array]:
        """Empirical-Bayes u (G, q), its derivative in the parameters (G, q, P), its variance given them (G, q, q)."""
        at = self._settle(self.unpack(packed))
        factor, inverse = at.parameters.factor, np.linalg.inv(at.curvature)
        derivative = np.einsum("ij,gjk,gkp->gip", factor, inverse, self._pull(at))
        first = self.design.shape[1]
        for place, (row, column) in enumerate(zip(*self._lower, strict=True)):
            derivative[:, row, first + place] += self.modes[:, column]
        return self.modes @ factor.T, derivative, np.einsum("ij,gjk,lk->gil", factor, inverse, factor)

    def unshrunk_effects(self, packed: Array) -> Array:
        """The effects (G, q) that each group's rows would choose alone, the other parameters as they are."""
        at = self.unpack(packed)
        before, self.modes = self.modes, np.zeros_like(self.modes)
        free = FLAT * np.eye(len(self.random))
        self._settle(Parameters(beta=at.beta, factor=free, log_theta=at.log_theta))
        effects, self.modes = FLAT * self.modes, before
        return effects

    def _pull(self, at: _Settled) -> Array:
        """Derivative of each group's stationarity condition A'l' - v in the parameters: (G, q, P)."""
        weighted = at.loadings * at.slopes.weight
        pull = np.zeros((*self.modes.shape, self.parameters_count))
        first = self.design.shape[1]
        pull[:, :, :first] = -self._per_group(weighted[:, None] * self.design.T)
        cross = self._per_group(weighted[:, None] * self.random)
        scores = self._per_group(self.random * at.slopes.score)
        for place, (row, column) in enumerate(zip(*self._lower, strict=True)):
            pull[:, :, first + place] = -cross[:, :, row] * self.modes[:, column, None]
            pull[:, column, first + place] += scores[:, row]
        if self.family.has_theta:
            theta = self.family.theta_slopes(at.eta, at.parameters.log_theta)
            pull[:, :, -1] = self._per_group(at.loadings * theta.score)
        return pull
