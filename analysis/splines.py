"""Restricted cubic splines: smooth inside the knots, straight beyond them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.estimation import Array

FIVE_KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)
THREE_KNOTS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class RestrictedCubicSpline:
    """The natural cubic spline with the given knots, in increasing order (Harrell 2015, section 2.4.5)."""

    knots: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.knots) < 3 or any(np.diff(self.knots) <= 0):
            raise ValueError(f"a spline needs three knots or more, each above the last: {self.knots}")

    def basis(self, values: npt.ArrayLike) -> Array:
        """The value itself and the truncated cubes, scaled to its units: (n, knots - 1)."""
        x = np.asarray(values, float)
        first, before_last, last = self.knots[0], self.knots[-2], self.knots[-1]

        def cube(knot: float) -> Array:
            return np.maximum(x - knot, 0) ** 3

        bends = [
            cube(knot)
            - cube(before_last) * (last - knot) / (last - before_last)
            + cube(last) * (before_last - knot) / (last - before_last)
            for knot in self.knots[:-2]
        ]
        return np.stack([x, *(bend / (last - first) ** 2 for bend in bends)], axis=-1)


def spline_at_quantiles(values: npt.ArrayLike, quantiles: tuple[float, ...]) -> RestrictedCubicSpline:
    """Knots at quantiles of the values, each value counted once."""
    return RestrictedCubicSpline(tuple(float(knot) for knot in np.quantile(np.asarray(values, float), quantiles)))
