"""Classes by deprivation, corrected for assessments that were put into a class by mistake.

The third step of three: classes are found, assessments put into the likeliest one, and the classes regressed on
the exposure with the probabilities of misplacing held as the first two steps gave them (maximum likelihood;
Vermunt 2010). Regressing the likeliest class itself would flatten every slope.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import softmax  # type: ignore[import-untyped]

from analysis.estimation import Array, CannotFit
from analysis.newton import Maximum, Point, maximise
from analysis.regression import varies

LEAST_SHARE = 1e-3  # of a class, to begin from
WORST_CONDITION = 1e6  # of the probabilities of misplacing: with a worse one, classes are put alike


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSlopes:
    """How the log of each class's share changes per point of exposure, at the mean exposure: (K), and its error."""

    slope: Array
    se: Array
    groups_count: int
    converged: bool


def _meet(params: Array, exposure: Array, errors: Array) -> tuple[Array, Array]:
    """The probability of being put into each class (n, K), and its slopes in the parameters (n, K, 2K - 2).

    Parameters are the intercepts and slopes of all classes but the first, in the log odds against it.
    """
    classes = len(errors)
    intercept, slope = np.concatenate([[0.0], params[: classes - 1]]), np.concatenate([[0.0], params[classes - 1 :]])
    share = softmax(intercept + exposure[:, None] * slope, axis=1)
    put = share @ errors
    by_logit = share[:, None, :] * (errors.T[None, :, :] - put[:, :, None])
    by_intercept = by_logit[:, :, 1:]
    return put, np.concatenate([by_intercept, exposure[:, None, None] * by_intercept], axis=2)


def _at_the_mean(params: Array, influence: Array, classes: int) -> tuple[Array, Array]:
    """The slope of each log share where the exposure is 0 (K), and the influence (G, K) of each group on it."""
    slope = np.concatenate([[0.0], params[classes - 1 :]])
    share = softmax(np.concatenate([[0.0], params[: classes - 1]]))
    mean = share @ slope
    by_intercept = np.tile(-share * (slope - mean), (classes, 1))[:, 1:]
    by_slope = (np.eye(classes) - share)[:, 1:]
    return slope - mean, influence @ np.concatenate([by_intercept, by_slope], axis=1).T


def _refuse(put: Array, exposure: Array, errors: Array, groups_count: int) -> None:
    if groups_count < 2:
        raise CannotFit("errors clustered by authority need at least two authorities")
    if not all(np.isfinite(numbers).all() for numbers in (put, exposure, errors)):
        raise CannotFit("some areas lack an exposure or assessments, or a class holds no assessment")
    if len(errors) < 2:
        raise CannotFit("one class alone has no share that could change")
    if not (put.sum(axis=0) > 0).all():
        raise CannotFit("nothing is put into one of the classes, so that its slope is unknown")
    if np.linalg.cond(errors) > WORST_CONDITION:
        raise CannotFit("assessments of different classes are put into the same one: they cannot be told apart")
    if not varies(exposure[put.sum(axis=1) > 0]):
        raise CannotFit("every area has the same exposure")


def _maximise(put: Array, exposure: Array, errors: Array) -> Maximum[Array]:
    """Fisher's scoring; with the maximum come the scores of the areas (n, 2K - 2)."""
    classes, size = len(errors), put.sum(axis=1)

    def at(params: Array) -> Point[Array]:
        chance, slopes = _meet(params, exposure, errors)
        scores = np.einsum("nw,nwp->np", put / chance, slopes)
        weighted = slopes * np.sqrt(size[:, None] / chance)[:, :, None]
        return Point(
            loglik=float((put * np.log(chance)).sum()),
            score=scores.sum(axis=0),
            information=np.einsum("nwp,nwq->pq", weighted, weighted, optimize=True),
            detail=scores,
        )

    overall = np.maximum(np.linalg.solve(errors.T, put.sum(axis=0) / size.sum()), LEAST_SHARE)
    start = np.concatenate([np.log(overall[1:] / overall[0]), np.zeros(classes - 1)])
    return maximise(at, start, events=float(size.sum()), collinear="the areas say nothing of the slope of some class")


def fit_class_slopes(*, put: Array, exposure: Array, errors: Array, groups: npt.ArrayLike) -> ClassSlopes:
    """`put` (n, K): assessments of each area put into each class; `errors` (K, K): how likely, from each true one.

    Fisher's scoring; errors of the slopes from the scores summed over groups. The exposure is centred on the mean
    over assessments.
    """
    place = np.unique(np.asarray(groups), return_inverse=True)[1]
    _refuse(put, exposure, errors, place.max(initial=-1) + 1)
    centred = exposure - np.average(exposure, weights=put.sum(axis=1))
    spread = np.abs(centred).max()
    found = _maximise(put, centred / spread, errors)
    of_groups = np.zeros((place.max() + 1, len(found.params)))
    np.add.at(of_groups, place, found.detail)
    groups_count = len(of_groups)
    slope, influence = _at_the_mean(found.params, of_groups @ np.linalg.inv(found.information), len(errors))
    se = np.sqrt(groups_count / (groups_count - 1)) * np.linalg.norm(influence, axis=0)
    return ClassSlopes(slope=slope / spread, se=se / spread, groups_count=groups_count, converged=found.converged)
