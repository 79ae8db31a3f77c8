"""Episodes of need and plans of a population, as an observer of its last year sees them.

Who watches for a year meets some episodes that were open already (left truncation: those of the same age that
had ended were never seen) and does not see the end of others (censoring).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ingestion.benchmark.calibration import Stage
from ingestion.benchmark.cases import ByYear, Flags, first_day, need_days, plan_days
from ingestion.benchmark.frame import Counts, Floats, Frame
from ingestion.benchmark.traits import time_ratios
from ingestion.benchmark.truth import DATASETS, Population
from ingestion.sample.streams import stream

LASTING: Mapping[Stage, Callable[[np.random.Generator, Floats], Counts]] = {"cin": need_days, "cpp": plan_days}


@dataclass(frozen=True, slots=True, kw_only=True)
class Episodes:
    """One row per episode seen; `row` is the neighbourhood, `entered` the days it was open when watching began."""

    row: Counts
    entered: Counts
    duration: Counts
    is_ended: Flags


def seen(row: Counts, start: Counts, lasted: Counts, *, begins: int, ends: int) -> Episodes:
    """Those that were open at some time from the day it `begins` to the day it `ends`, both included."""
    kept = (start + lasted >= begins) & (start <= ends)
    row, start, end = row[kept], start[kept], (start + lasted)[kept]
    return Episodes(
        row=row, entered=np.maximum(begins - start, 0), duration=np.minimum(end, ends) - start, is_ended=end <= ends
    )


def _began(random: np.random.Generator, started: Mapping[int, Counts]) -> tuple[Counts, Counts]:
    """Neighbourhood and day of every start, any day of its year as likely as another."""
    rows, days = [], []
    for year, count in started.items():
        rows.append(np.repeat(np.arange(len(count)), count))
        days.append(random.integers(first_day(year), first_day(year + 1), int(count.sum())))
    return np.concatenate(rows), np.concatenate(days)


def episodes_of(frame: Frame, population: Population, seed: int, stage: Stage, counts: ByYear) -> Episodes:
    """Those that began in the years of `counts` and were open in the last of them."""
    random = stream(seed, f"{population} {stage} episodes")
    row, start = _began(random, {year: of[stage] for year, of in counts.items()})
    lasted = LASTING[stage](random, time_ratios(frame, population)[row])
    last = max(counts)
    return seen(row, start, lasted, begins=first_day(last), ends=first_day(last + 1) - 1)


def same(text: str, rows: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int16)), pa.array([text]))


def episode_tables(frame: Frame, population: Population, seed: int, counts: ByYear) -> Iterator[pa.Table]:
    """In the columns of raw.csc__episodes, one stage after another."""
    line = 1
    for stage in LASTING:
        found = episodes_of(frame, population, seed, stage, counts)
        rows = len(found.row)
        yield pa.table({
            "dataset_id": same(DATASETS[population], rows),
            "line": np.arange(line, line + rows, dtype=np.int32),
            "lsoa_code": pa.DictionaryArray.from_arrays(found.row.astype(np.int32), pa.array(frame.lsoa_code)),
            "stage": same(stage, rows),
            "entered_after_days": found.entered.astype(np.int32),
            "duration_days": found.duration.astype(np.int32),
            "is_ended": found.is_ended,
        })  # fmt: skip
        line += rows
