"""Classes by deprivation, corrected for assessments that were put into a class by mistake.

The third step of three: classes are found, assessments put into the likeliest one, and the classes regressed on
the exposure with the probabilities of misplacing held as the first two steps gave them (maximum likelihood;
Vermunt 2010). Regressing the likeliest class itself would flatten every slope.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import softmax  # type: ignore[import-untyped]

from analysis.gradient import CannotFit
from analysis.multilevel.families import Array

STEPS = 60
CLOSE = 1e-10


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


def _at_the_mean(params: Array, covariance: Array, classes: int) -> tuple[Array, Array]:
    """The slope of each log share where the exposure is 0, by the delta method."""
    slope = np.concatenate([[0.0], params[classes - 1 :]])
    share = softmax(np.concatenate([[0.0], params[: classes - 1]]))
    mean = share @ slope
    by_intercept = np.tile(-share * (slope - mean), (classes, 1))[:, 1:]
    by_slope = (np.eye(classes) - share)[:, 1:]
    jacobian = np.concatenate([by_intercept, by_slope], axis=1)
    return slope - mean, np.sqrt(np.einsum("ki,ij,kj->k", jacobian, covariance, jacobian))


def fit_class_slopes(*, put: Array, exposure: Array, errors: Array, groups: npt.ArrayLike) -> ClassSlopes:
    """`put` (n, K): assessments of each area put into each class; `errors` (K, K): how likely, from each true one.

    Fisher's scoring; errors of the slopes from the scores summed over groups. The exposure is centred on the mean
    over assessments.
    """
    place = np.unique(np.asarray(groups), return_inverse=True)[1]
    if place.max(initial=-1) < 1:
        raise CannotFit("errors clustered by authority need at least two authorities")
    classes, size = len(errors), put.sum(axis=1)
    centred = exposure - np.average(exposure, weights=size)
    overall = np.maximum(np.linalg.solve(errors.T, put.sum(axis=0) / size.sum()), 1e-3)
    params = np.concatenate([np.log(overall[1:] / overall[0]), np.zeros(classes - 1)])
    converged = False
    for _ in range(STEPS):
        chance, slopes = _meet(params, centred, errors)
        scores = np.einsum("nw,nwp->np", put / chance, slopes)
        weighted = slopes * np.sqrt(size[:, None] / chance)[:, :, None]
        information = np.einsum("nwp,nwq->pq", weighted, weighted, optimize=True)
        step = np.linalg.solve(information, scores.sum(axis=0))
        if scores.sum(axis=0) @ step < CLOSE:
            converged = True
            break
        params = params + step
    of_groups = np.zeros((place.max() + 1, len(params)))
    np.add.at(of_groups, place, scores)
    bread = np.linalg.inv(information)
    covariance = bread @ of_groups.T @ of_groups @ bread * len(of_groups) / (len(of_groups) - 1)
    slope, se = _at_the_mean(params, covariance, classes)
    return ClassSlopes(slope=slope, se=se, groups_count=len(of_groups), converged=converged)
