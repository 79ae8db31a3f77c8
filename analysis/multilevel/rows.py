"""The rows of a multilevel model, sorted by group, and what they must be before one is fitted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimation import Array, CannotFit
from analysis.regression import refuse_collinear, refuse_separated_columns


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
    refuse_collinear(rows.fixed)
    refuse_collinear(rows.random)
    refuse_separated_columns(rows.fixed, rows.counts, rows.trials)


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
