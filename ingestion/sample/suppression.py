"""Which cells of authorities a publisher hides, and those hidden with them so that no sum gives them away."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingestion.sample.people import Counts

LARGEST_HIDDEN = 5


def with_partners(values: Counts, hidden: NDArray[np.bool_], group: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Hides the smallest shown cell above zero of each group in which exactly one cell is hidden."""
    lonely = np.bincount(group, weights=hidden) == 1
    candidates = np.flatnonzero(lonely[group] & ~hidden & (values > 0))
    ordered = candidates[np.lexsort((candidates, values[candidates], group[candidates]))]
    _, first = np.unique(group[ordered], return_index=True)
    partnered = hidden.copy()
    partnered[ordered[first]] = True
    return partnered


def _pass(
    counts: pd.DataFrame, hidden: NDArray[np.bool_], region_year: NDArray[np.int64], sums: Sequence[Sequence[str]]
) -> NDArray[np.bool_]:
    """One round of partners: across the columns of each sum, then down each column within a region and year."""
    values, hidden = counts.to_numpy(np.int64), hidden.copy()
    for columns in sums:
        places = counts.columns.get_indexer(pd.Index(columns))
        row = np.repeat(np.arange(len(counts)), len(places))
        found = with_partners(values[:, places].ravel(), hidden[:, places].ravel(), row)
        hidden[:, places] = found.reshape(-1, len(places))
    for place in range(values.shape[1]):
        hidden[:, place] = with_partners(values[:, place], hidden[:, place], region_year)
    return hidden


def hidden_cells(
    counts: pd.DataFrame, region_year: NDArray[np.int64], sums: Sequence[Sequence[str]] = ()
) -> NDArray[np.bool_]:
    """Cells of 1 to 5 and their partners. `sums` lists each total's column with those of its parts."""
    values = counts.to_numpy(np.int64)
    hidden = (values >= 1) & (values <= LARGEST_HIDDEN)
    while (more := _pass(counts, hidden, region_year, sums)).sum() > hidden.sum():
        hidden = more
    return hidden
