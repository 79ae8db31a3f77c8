"""Regressions by statsmodels: a finite estimate with its errors, or a refusal in words."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linprog  # type: ignore[import-untyped]
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

from analysis.estimation import MOST_LOG, NOT_MAXIMISED, UNBOUNDED, Array, CannotFit

ITERATIONS, SIMPLEX_STEPS = 100, 10_000
SAME = 1e-9  # a spread of values, over their size, that is none
COLLINEAR = 1e-9  # of a column's length: what the columns before it leave of it
SEPARATED = 1e-6
LEAST_GAIN = 1e-10  # of the log-likelihood


def varies(values: npt.ArrayLike) -> bool:
    """Whether values differ by more than rounding makes them."""
    numbers = np.asarray(values, float)
    return bool(numbers.size and np.ptp(numbers) > SAME * np.abs(numbers).max())


def refuse_unbounded(log_ratios: npt.ArrayLike) -> None:
    """Raise CannotFit where a ratio or an end of its interval is larger or smaller than any that is a finding."""
    if not (np.abs(np.asarray(log_ratios, float)) < MOST_LOG).all():
        raise CannotFit(UNBOUNDED)


def refuse_collinear(design: pd.DataFrame) -> None:
    """Name the first column that is a sum of the ones before it."""
    values = design.to_numpy(float)
    if len(values) <= values.shape[1]:
        raise CannotFit(f"{len(values)} rows cannot carry {values.shape[1]} columns")
    lengths = np.linalg.norm(values, axis=0)
    left_over = np.abs(np.diag(np.linalg.qr(values / np.where(lengths > 0, lengths, 1), mode="r")))
    if (left_over < COLLINEAR).any():
        raise CannotFit(f"column {design.columns[int((left_over < COLLINEAR).argmax())]} follows from those before it")


def refuse_separated_columns(design: pd.DataFrame, counts: Array, trials: Array | None) -> None:
    """A combination of columns that only counts at the edge of the possible feel has no finite estimate.

    Counts strictly inside (above zero; of trials also below them) must fix every column. If they leave a
    direction free, it separates when no other count pulls it back (Correia, Guimaraes and Zylkin 2019): a linear
    programme says whether such a direction exists.
    """
    columns = design.to_numpy(float) / np.abs(design.to_numpy(float)).max(axis=0)
    inside = (counts > 0) & (True if trials is None else counts < trials)
    sizes, directions = np.linalg.eigh(columns[inside].T @ columns[inside])
    free = directions[:, sizes < COLLINEAR * max(sizes[-1], 1)]
    if free.shape[1] == 0:
        return
    outward = np.where(counts[~inside] == 0, -1.0, 1.0)
    pulls = np.unique((outward[:, None] * (columns[~inside] @ free)).round(9), axis=0)
    bounds, options = [(-1, 1)] * free.shape[1], {"maxiter": SIMPLEX_STEPS}
    best = linprog(-pulls.sum(axis=0), A_ub=-pulls, b_ub=np.zeros(len(pulls)), bounds=bounds, options=options)
    if best.status != 0:
        raise CannotFit("whether the counts are separated could not be found out")
    if -best.fun > SEPARATED:
        blamed = design.columns[int(np.abs(free @ best.x).argmax())]
        raise CannotFit(f"the counts are separated: they leave column {blamed} no finite estimate")


def solved(fit: Callable[[], Any]) -> Any:
    """What a fit of statsmodels gives, whose estimates and errors are finite.

    Weights, deviances and matrices that statsmodels cannot go on with are refused.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        try:
            found = fit()
            numbers = np.concatenate([np.asarray(found.params), np.asarray(found.cov_params()).ravel()])
        except (np.linalg.LinAlgError, ValueError) as reason:
            raise CannotFit("the regression ran into numbers that it cannot go on with") from reason
    if not np.isfinite(numbers).all():
        raise CannotFit("the regression has no finite estimate, or none of its error")
    return found


def errors_of(fitted: Any) -> pd.Series:
    """Standard errors by term: 0 where there are no residuals, of which rounding can make a variance below it."""
    variances = np.diag(np.asarray(fitted.cov_params()))
    return pd.Series(np.sqrt(np.maximum(variances, 0)), index=fitted.model.exog_names)


def is_maximised(fitted: Any) -> bool:
    """Whether a step of Newton's method would gain no more of the log-likelihood than rounding hides.

    statsmodels asks whether the deviance stood still, which that of large counts never does, and an infinite one can.
    """
    score = np.asarray(fitted.model.score(np.asarray(fitted.params)))
    gain = float(score @ np.asarray(fitted.normalized_cov_params) @ score)
    return gain < LEAST_GAIN * (1 + abs(float(fitted.llf)))


def finished(fitted: Any) -> Any:
    """The same fit, if it is at the maximum: for results that have no place to say that it is not."""
    if not is_maximised(fitted):
        raise CannotFit(NOT_MAXIMISED)
    return fitted


def fit_counts(
    counts: npt.ArrayLike,
    design: pd.DataFrame,
    *,
    family: Any,
    groups: npt.ArrayLike,
    offset: npt.ArrayLike | None = None,
    trials: npt.ArrayLike | None = None,
) -> Any:
    """Counts (n), or counts out of `trials`, on `design` (n, p) by a generalised linear model that has one estimate.

    Errors are summed over groups (n), with the correction G / (G - 1) times (n - 1) / (n - p).
    """
    number, of = np.asarray(counts, float), None if trials is None else np.asarray(trials, float)
    place, names = pd.factorize(np.asarray(groups))
    if len(names) < 2:
        raise CannotFit("errors clustered by authority need at least two authorities")
    refuse_collinear(design)
    refuse_separated_columns(design, number, of)
    outcome = number if of is None else np.column_stack([number, of - number])
    model = GLM(outcome, design, family=family, offset=offset)
    return solved(lambda: model.fit(maxiter=ITERATIONS, cov_type="cluster", cov_kwds={"groups": place}))
