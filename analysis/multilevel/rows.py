"""The rows of a multilevel model, sorted by group, and what they must be before one is fitted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linprog  # type: ignore[import-untyped]

from analysis.gradient import CannotFit
from analysis.multilevel.families import Array

COLLINEAR = 1e-9
SEPARATED = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Counts (n) with their fixed (n, p) and random (n, q) columns, by group; `trials` for shares only."""

    counts: Array
    fixed: pd.DataFrame
    random: pd.DataFrame
    offset: Array
    trials: Array | None
    group: npt.NDArray[np.intp]
    group_names: tuple[str, ...]


def _refuse_lengths(**given: npt.ArrayLike | pd.DataFrame | None) -> None:
    lengths = {name.replace("_", " "): len(np.asarray(rows)) for name, rows in given.items() if rows is not None}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise CannotFit(f"what is given differs in length: {said}")


def sort_by_group(
    counts: npt.ArrayLike,
    design: pd.DataFrame,
    random_design: pd.DataFrame,
    groups: npt.ArrayLike,
    offset: npt.ArrayLike | None,
    trials: npt.ArrayLike | None,
) -> Rows:
    _refuse_lengths(
        counts=counts, design=design, random_design=random_design, groups=groups, offset=offset, trials=trials
    )
    if missing := int(pd.isna(np.asarray(groups, dtype=object)).sum()):
        raise CannotFit(f"{missing} rows have no group: leave them out and count them")
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    order = np.argsort(place, kind="stable")
    return Rows(
        counts=np.asarray(counts, float)[order],
        fixed=design.iloc[order].reset_index(drop=True).astype(float),
        random=random_design.iloc[order].reset_index(drop=True).astype(float),
        offset=np.zeros(len(order)) if offset is None else np.asarray(offset, float)[order],
        trials=None if trials is None else np.asarray(trials, float)[order],
        group=place[order].astype(np.intp),
        group_names=tuple(str(name) for name in names),
    )


def refuse(rows: Rows) -> None:
    """Raise CannotFit, saying why, for rows that no estimate can come from."""
    _refuse_bad_rows(rows)
    _refuse_no_signal(rows)
    _refuse_collinear(rows.fixed)
    _refuse_collinear(rows.random)
    _refuse_separation(rows)


def _refuse_bad_rows(rows: Rows) -> None:
    nobody = np.isneginf(rows.offset) if rows.trials is None else rows.trials <= 0
    if nobody.any():
        raise CannotFit(f"{int(nobody.sum())} rows have nobody in them: leave them out and count them")
    columns = rows.fixed.add_prefix("column ").assign(**{"a count": rows.counts, "a population": rows.offset})
    columns = columns.join(rows.random.add_prefix("random column "))
    finite = pd.DataFrame(np.isfinite(columns), index=columns.index, columns=columns.columns)
    if not finite.all(axis=None):
        lacking = ", ".join(columns.columns[~finite.all()])
        raise CannotFit(f"{int((~finite.all(axis=1)).sum())} rows lack {lacking}: leave them out and count them")
    if (rows.counts < 0).any() or (rows.trials is not None and (rows.counts > rows.trials).any()):
        raise CannotFit("a count lies below zero or above its trials")
    whole = [rows.counts] if rows.trials is None else [rows.counts, rows.trials]
    if broken := int(np.any([number % 1 != 0 for number in whole], axis=0).sum()):
        raise CannotFit(f"{broken} rows hold a count that is not a whole number")


def _refuse_no_signal(rows: Rows) -> None:
    if len(rows.group_names) < 2:
        raise CannotFit("a model with effects of authorities needs at least two authorities")
    if rows.counts.sum() == 0:
        raise CannotFit("no area has an event")
    if rows.trials is not None and (rows.counts == rows.trials).all():
        raise CannotFit("every trial is an event")
    if np.count_nonzero(np.bincount(rows.group, rows.counts)) < 2:
        raise CannotFit("fewer than two groups have an event: their spread cannot be told from their level")


def _refuse_collinear(columns: pd.DataFrame) -> None:
    """Name the first column that is a sum of the ones before it."""
    values = columns.to_numpy()
    lengths = np.sqrt((values**2).sum(axis=0))
    if len(values) < values.shape[1]:
        raise CannotFit(f"{len(values)} rows cannot carry {values.shape[1]} columns")
    left_over = np.abs(np.diag(np.linalg.qr(values / np.where(lengths > 0, lengths, 1), mode="r")))
    if (left_over < COLLINEAR).any():
        raise CannotFit(f"column {columns.columns[int((left_over < COLLINEAR).argmax())]} follows from those before it")


def _refuse_separation(rows: Rows) -> None:
    """A combination of columns that only rows at the edge of the possible feel has no finite estimate.

    Rows strictly inside (a count above zero; for shares also below its trials) must fix every column. If
    they leave a direction free, it separates when no edge row pulls it back (Correia, Guimaraes and
    Zylkin 2019): a linear programme over the free directions says whether one does.
    """
    columns = rows.fixed.to_numpy() / np.abs(rows.fixed.to_numpy()).max(axis=0)
    inside = rows.counts > 0 if rows.trials is None else (rows.counts > 0) & (rows.counts < rows.trials)
    sizes, directions = np.linalg.eigh(columns[inside].T @ columns[inside])
    free = directions[:, sizes < COLLINEAR * max(sizes[-1], 1)]
    if free.shape[1] == 0:
        return
    outward = np.where(rows.counts[~inside] == 0, -1.0, 1.0)
    pulls = np.unique((outward[:, None] * (columns[~inside] @ free)).round(9), axis=0)
    best = linprog(-pulls.sum(axis=0), A_ub=-pulls, b_ub=np.zeros(len(pulls)), bounds=[(-1, 1)] * free.shape[1])
    if best.status == 0 and -best.fun > SEPARATED:
        blamed = rows.fixed.columns[int(np.abs(free @ best.x).argmax())]
        raise CannotFit(f"the counts are separated: areas without events leave column {blamed} no finite estimate")
