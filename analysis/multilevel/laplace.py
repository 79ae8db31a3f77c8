"""The Laplace approximation to the likelihood of counts in groups, with its gradient.

Row i of group g:  eta_i = offset_i + x_i'beta + z_i'u_g,  u_g = L v_g,  v_g ~ N(0, I).

Writing u as L v (not as N(0, L L') directly) makes a variance of zero an ordinary interior point. With
A = Z L, the modes v maximise the joint density; minus the log-likelihood is then

    f = - sum l(eta) + v'v / 2 + sum_g ln|I + A_g' W_g A_g| / 2

with W the *observed* information of the rows (Kristensen et al. 2016, TMB; Brooks et al. 2017, glmmTMB).
"""

from dataclasses import dataclass

import numpy as np

from analysis.multilevel.families import Array, Family, Slopes

DECREMENT = 1e-18
NEWTON_STEPS = 60
HALVINGS = 30
FAR = 1e-3


@dataclass(frozen=True, slots=True)
class Parameters:
    """beta (p), the lower triangular L (q, q) and ln theta (0 for families without one)."""

    beta: Array
    factor: Array
    log_theta: float


@dataclass(frozen=True, slots=True)
class _Settled:
    """Everything at the modes: A (n, q), the rows' slopes and the groups' inverse curvature (G, q, q)."""

    parameters: Parameters
    loadings: Array
    eta: Array
    slopes: Slopes
    curvature: Array

    @property
    def inverse(self) -> Array:
        return np.linalg.inv(self.curvature)


class Laplace:
    """Rows sorted by group. `modes` (G, q) holds v of the last evaluation: the start of the next."""

    def __init__(self, family: Family, design: Array, random_design: Array, offset: Array, groups: Array) -> None:
        self.family, self.design, self.random_design, self.offset = family, design, random_design, offset
        self._group = groups.astype(np.intp)
        self._starts = np.flatnonzero(np.diff(self._group, prepend=-1))
        self.modes: Array = np.zeros((len(self._starts), random_design.shape[1]))
        self._lower = np.tril_indices(random_design.shape[1])

    @property
    def parameters_count(self) -> int:
        return self.design.shape[1] + len(self._lower[0]) + self.family.has_theta

    def pack(self, parameters: Parameters) -> Array:
        theta = [parameters.log_theta] if self.family.has_theta else []
        return np.concatenate([parameters.beta, parameters.factor[self._lower], theta])

    def unpack(self, packed: Array) -> Parameters:
        end = self.design.shape[1]
        factor = np.zeros((self.modes.shape[1],) * 2)
        factor[self._lower] = packed[end : end + len(self._lower[0])]
        log_theta = float(packed[-1]) if self.family.has_theta else 0.0
        return Parameters(beta=packed[:end], factor=factor, log_theta=log_theta)

    def _per_group(self, rows: Array) -> Array:
        sums: Array = np.add.reduceat(rows, self._starts, axis=0)
        return sums

    def _spread(self, loadings: Array, effects: Array) -> Array:
        """a_i'v_g for each row i of group g."""
        products: Array = np.einsum("ij,ij->i", loadings, effects[self._group])
        return products

    def _settle(self, parameters: Parameters) -> _Settled:
        """Newton's method for the modes of all groups at once; the density is log-concave in v."""
        loadings = self.random_design @ parameters.factor
        base = self.offset + self.design @ parameters.beta
        for _ in range(NEWTON_STEPS):
            eta = base + self._spread(loadings, self.modes)
            slopes = self.family.slopes(eta, parameters.log_theta)
            gradient = self._per_group(loadings * slopes.score[:, None]) - self.modes
            weighted = loadings * slopes.weight[:, None]
            curvature = self._per_group(weighted[:, :, None] * loadings[:, None, :]) + np.eye(loadings.shape[1])
            step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
            decrement = (gradient * step).sum(axis=1)
            if decrement.max() < DECREMENT:
                break
            if decrement.max() > FAR:
                step *= self._shares(parameters, base, loadings, step, decrement)[:, None]
            self.modes = self.modes + step
        return _Settled(parameters, loadings, eta, slopes, curvature)

    def _density(self, log_theta: float, base: Array, loadings: Array, modes: Array) -> Array:
        eta = base + self._spread(loadings, modes)
        return self._per_group(self.family.loglik(eta, log_theta)) - 0.5 * (modes**2).sum(axis=1)

    def _shares(self, parameters: Parameters, base: Array, loadings: Array, step: Array, decrement: Array) -> Array:
        """How much of its Newton step each group takes: halved until the density rises enough (Armijo)."""
        shares = np.ones(len(step))
        before = self._density(parameters.log_theta, base, loadings, self.modes)
        slack = 1e-9 * np.abs(before)
        for _ in range(HALVINGS):
            after = self._density(parameters.log_theta, base, loadings, self.modes + shares[:, None] * step)
            too_far = ~(after >= before + 1e-4 * shares * decrement - slack)
            if not too_far.any():
                break
            shares[too_far] /= 2
        return shares

    def value_and_gradient(self, packed: Array) -> tuple[float, Array]:
        """Minus the log-likelihood and its derivatives in the packed parameters.

        The modes move with the parameters, which the log-determinant alone feels: k is its derivative
        in eta, r_g the response of the modes to it (the implicit function theorem).
        """
        with np.errstate(over="ignore", invalid="ignore"):
            at = self._settle(self.unpack(packed))
        rows, inverse = at.slopes, at.inverse
        value = -rows.loglik.sum() - self.family.constant + 0.5 * (self.modes**2).sum()
        value += 0.5 * np.linalg.slogdet(at.curvature)[1].sum()
        solved = np.einsum("ij,ijk->ik", at.loadings, inverse[self._group])
        leverage = np.einsum("ij,ij->i", solved, at.loadings)
        k = 0.5 * leverage * rows.weight_slope
        response = np.einsum("gij,gj->gi", inverse, self._per_group(k[:, None] * at.loadings))
        moved = self._spread(at.loadings, response)
        residual = -rows.score + k - rows.weight * moved
        by_loading = residual[:, None] * self.modes[self._group] + rows.weight[:, None] * solved
        by_loading += rows.score[:, None] * response[self._group]
        pieces = [self.design.T @ residual, (self.random_design.T @ by_loading)[self._lower]]
        if self.family.has_theta:
            theta = self.family.theta_slopes(at.eta, at.parameters.log_theta)
            pieces.append(np.array([(-theta.loglik + 0.5 * leverage * theta.weight + moved * theta.score).sum()]))
        return float(value), np.concatenate(pieces)

    def effects(self, packed: Array) -> tuple[Array, Array, Array]:
        """Empirical-Bayes u (G, q), its derivative in the parameters (G, q, P), its variance given them (G, q, q)."""
        at = self._settle(self.unpack(packed))
        factor, inverse = at.parameters.factor, at.inverse
        movement = np.einsum("gij,gjp->gip", inverse, self._pull(at))
        derivative = np.einsum("ij,gjp->gip", factor, movement)
        first = self.design.shape[1]
        for place, (row, column) in enumerate(zip(*self._lower, strict=True)):
            derivative[:, row, first + place] += self.modes[:, column]
        return self.modes @ factor.T, derivative, np.einsum("ij,gjk,lk->gil", factor, inverse, factor)

    def _pull(self, at: _Settled) -> Array:
        """Derivative of each group's stationarity condition A'l' - v in the parameters (G, q, P)."""
        weighted = at.loadings * at.slopes.weight[:, None]
        pull = np.zeros((*self.modes.shape, self.parameters_count))
        first = self.design.shape[1]
        pull[:, :, :first] = -self._per_group(weighted[:, :, None] * self.design[:, None, :])
        cross = self._per_group(weighted[:, :, None] * self.random_design[:, None, :])
        scores = self._per_group(self.random_design * at.slopes.score[:, None])
        for place, (row, column) in enumerate(zip(*self._lower, strict=True)):
            pull[:, :, first + place] = -cross[:, :, row] * self.modes[:, column, None]
            pull[:, column, first + place] += scores[:, row]
        if self.family.has_theta:
            theta = self.family.theta_slopes(at.eta, at.parameters.log_theta)
            pull[:, :, -1] = self._per_group(at.loadings * theta.score[:, None])
        return pull
