"""The same figures in two files: counts by place and year of an earlier release and of a new one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.registry import Table

COUNT = r"^\d{2,}$"
FIGURE = r"^-?\d+\.\d+$|^-?\d{2,}$"
ENOUGH = 20  # cells that must differ or agree before two files are compared
MULTIPLIER = 1_000_003  # keeps place and text apart in one number
YEAR_KEYS = ("time_period", "year_text")

Hashes = npt.NDArray[np.uint64]


def _hashed(columns: Iterable[pa.ChunkedArray | pa.Array]) -> Hashes:
    """One number for each row of some columns of text; a blank cell is a text of its own."""
    filled = [pc.fill_null(column.cast(pa.string()), "\x00") for column in columns]
    joined = pc.binary_join_element_wise(*filled, "\x1f")
    return pd.util.hash_array(joined.to_numpy(zero_copy_only=False).astype(object), categorize=False)


@dataclass(frozen=True, eq=False)
class Figures:
    """The cells of one file by place and year. `keys` name the columns of place and year, `cells` the others.

    `year` is the column of the year, where the rows say it.
    """

    text: pa.Table
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    year: str | None
    _pairs: dict[tuple[str, str], tuple[Hashes, Hashes]] = field(default_factory=dict)

    @cached_property
    def newest_year(self) -> int | None:
        """The last year of which the file has rows, by the first four digits of its years."""
        newest = pc.max(self.text[self.year]).as_py() if self.year else None
        return int(newest[:4]) if newest and newest[:4].isdigit() else None

    @cached_property
    def places(self) -> Hashes:
        """One number for the place and year of each row."""
        return _hashed(self.text[name] for name in self.keys)

    def pairs_of(self, column: str, pattern: str) -> tuple[Hashes, Hashes]:
        """The place of each cell of a column that matches a pattern, and one number for place and text together."""
        if (column, pattern) not in self._pairs:
            texts = pc.replace_substring(self.text[column], ",", "")
            matches = pc.fill_null(pc.match_substring_regex(texts, pattern), fill_value=False)
            places = self.places[np.asarray(matches.to_numpy(zero_copy_only=False), dtype=bool)]
            pairs = places * np.uint64(MULTIPLIER) ^ _hashed([texts.filter(matches)])
            self._pairs[column, pattern] = places, pairs
        return self._pairs[column, pattern]

    @cached_property
    def counts(self) -> tuple[Hashes, Hashes]:
        """The same for all counts of two digits and more, in whatever column."""
        found = [self.pairs_of(column, COUNT) for column in self.cells]
        if not found:
            return np.array([], np.uint64), np.array([], np.uint64)
        return np.concatenate([places for places, _ in found]), np.concatenate([pairs for _, pairs in found])


def _shared_part(one: tuple[Hashes, Hashes], other: tuple[Hashes, Hashes]) -> float | None:
    """The cells that both files have as a part of those that either has, at the places and years that both have."""
    places = np.intersect1d(one[0], other[0])
    first = np.unique(one[1][np.isin(one[0], places)])
    second = np.unique(other[1][np.isin(other[0], places)])
    both = len(np.intersect1d(first, second, assume_unique=True))
    either = len(first) + len(second) - both
    return both / either if either >= ENOUGH else None


def same_counts(earlier: Figures, new: Figures) -> float | None:
    """How much of the counts of two files is the same, in whatever columns; nothing where they share too few."""
    return _shared_part(earlier.counts, new.counts)


def same_cells(earlier: Figures, column: str, new: Figures, header: str, *, is_measure: bool) -> float | None:
    """How much of one column stands under a header of another file, at the places and years that both have."""
    pattern = FIGURE if is_measure else "."
    return _shared_part(earlier.pairs_of(column, pattern), new.pairs_of(header, pattern))


def figures_of(
    table: Table, text: pa.Table, names: dict[str, str], leave: Sequence[str], *, is_same_year: bool
) -> Figures | None:
    """The figures of a file; `names` are the headers of our columns in it, `leave` those of the layout.

    Nothing where a column of its key is not in it, or where its rows do not say their year and the other file is of
    another year.
    """
    present = {header.casefold(): header for header in text.column_names}
    key_names = [name for name in table.named("key") if name not in table.lacks]
    found = {name: present.get(names.get(name, name).casefold()) for name in key_names}
    keyed = tuple(header for header in found.values() if header)
    year = next((found[name] for name in YEAR_KEYS if name in found), None)
    if not (year or is_same_year) or not keyed or len(keyed) < len(found):
        return None
    left = {header.casefold() for header in [*leave, *keyed]}
    return Figures(text, keyed, tuple(name for name in text.column_names if name.casefold() not in left), year)
