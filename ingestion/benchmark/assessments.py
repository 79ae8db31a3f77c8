"""What assessments of a population found together: patterns of factors by neighbourhood, and the plan after them.

Drawn as the records are: a latent class first, then each factor by itself. A plan's category does not depend on
the factors.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pyarrow as pa

from ingestion.benchmark.calibration import calibration
from ingestion.benchmark.cases import ByYear, some_of_each
from ingestion.benchmark.episodes import same
from ingestion.benchmark.frame import Counts, Floats, Frame
from ingestion.benchmark.people import categories
from ingestion.benchmark.strata import by_plan_category, factor_shares
from ingestion.benchmark.traits import class_profiles
from ingestion.benchmark.truth import DATASETS, Population
from ingestion.sample.streams import stream

NONE_FOUND, NO_PLAN = "none_found", "no_plan"
AT_ONCE = 2_000  # neighbourhoods: memory is that of their assessments


@cache
def pattern(key: int) -> str:
    """The factors whose bits are set in `key`, sorted and joined by commas."""
    names = (name for place, name in enumerate(calibration()["factors"]) if key >> place & 1)
    return ",".join(sorted(names)) or NONE_FOUND


def _keys(random: np.random.Generator, probability: Floats) -> Counts:
    """The factors found at assessments (rows), as bits: a class for each, then factor by factor (columns)."""
    share, likelier = class_profiles()
    of_class = random.choice(len(share), len(probability), p=share)
    found = random.random(probability.shape) < probability * likelier[of_class]
    return np.asarray(found @ (1 << np.arange(probability.shape[1])))


def _plans(random: np.random.Generator, row: Counts, plans: Counts, shares: Floats) -> Counts:
    """The category of the plan that followed an assessment, numbered from 1; 0 for none."""
    followed = some_of_each(random, row, plans)
    category = np.zeros(len(row), dtype=np.int64)
    category[followed] = 1 + categories(random, shares[row[followed]])
    return category


def pattern_tables(frame: Frame, population: Population, seed: int, counts: ByYear) -> Iterator[pa.Table]:
    """In the columns of raw.csc__factor_patterns, of the last year of `counts`, some neighbourhoods at a time."""
    random = stream(seed, f"{population} patterns of factors")
    year = max(counts)
    factors = np.column_stack(list(factor_shares(frame, population).values()))
    plan = by_plan_category(frame, population)
    names = np.array([NO_PLAN, *plan.strata])
    for first in range(0, len(frame.children), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        assessed, plans = counts[year]["assessment"][part], counts[year]["cpp"][part]
        row = np.repeat(np.arange(len(assessed)), assessed)
        keys = _keys(random, factors[part][row])
        category = _plans(random, row, plans, plan.shares[part])
        shape = len(assessed), 1 << factors.shape[1], len(names)
        cell, count = np.unique(np.ravel_multi_index((row, keys, category), shape), return_counts=True)
        row, keys, category = np.unravel_index(cell, shape)
        yield _table(frame, DATASETS[population], year, first + row, keys, names[category], count)


def _table(
    frame: Frame, dataset_id: str, year: int, row: Counts, keys: Counts, category: np.ndarray, count: Counts
) -> pa.Table:
    distinct, place = np.unique(keys, return_inverse=True)
    patterns = pa.array([pattern(int(key)) for key in distinct])
    return pa.table({
        "dataset_id": same(dataset_id, len(row)),
        "lsoa_code": pa.array(frame.lsoa_code[row]),
        "financial_year_end": np.full(len(row), year, np.int32),
        "pattern": pa.DictionaryArray.from_arrays(place.astype(np.int32), patterns),
        "plan_category": pa.array(category),
        "assessments_count": count.astype(np.int32),
    })  # fmt: skip
