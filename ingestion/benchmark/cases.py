"""The cases of one authority: who was referred when, found in need or not, closed, and referred again.

Days are whole days since 1970; NEVER is the day of what has not happened by the end of the data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ingestion.benchmark.calibration import Stage, value
from ingestion.benchmark.frame import Counts, Floats
from ingestion.benchmark.traits import Traits

Flags = NDArray[np.bool_]
ByYear = Mapping[int, Mapping[Stage, Counts]]

NEVER = np.iinfo(np.int64).max
YEAR_DAYS, LATEST_REFERRAL_DAY = 365, 310  # a referral leaves room for what follows it in its year
SCREENED_OUT = 0.17  # of referrals that find no child in need: closed with no further action; assumed
LONGEST_ASSESSMENT, OPEN_BEFORE = 45, 700
TRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """One row per case, in order of neighbourhood (`row` of the frame) and day; `child` numbers the children.

    `is_reserve` marks cases that were open before the first year: the left truncation of the data.
    """

    row: Counts
    day: Counts
    closed: Counts
    is_in_need: Flags
    is_screened_out: Flags
    is_reserve: Flags
    child: Counts


def day_number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def first_day(year: int) -> int:
    """1 April of the financial year that ends in `year`."""
    return day_number(date(year - 1, 4, 1))


def need_days(random: np.random.Generator, ratio: Floats) -> Counts:
    """Days that an episode of need is open."""
    scale, shape = value("durations", "cin_weibull_scale_days"), value("durations", "cin_weibull_shape")
    return np.asarray(np.floor(scale * ratio * random.weibull(shape, len(ratio))).astype(np.int64))


def plan_days(random: np.random.Generator, ratio: Floats) -> Counts:
    """Days of a plan: its band by the published shares, evenly inside it, times the neighbourhood's ratio."""
    bands = np.array(value("durations", "plan_bands_days"))
    band = random.choice(len(bands), len(ratio), p=np.array(value("durations", "plan_band_shares")))
    low, high = bands[band].T
    return np.asarray(np.floor((low + (high - low) * random.random(len(ratio))) * ratio).astype(np.int64))


def some_of_each(random: np.random.Generator, group: Counts, wanted: Counts) -> Flags:
    """Marks `wanted[g]` rows of each group g, chosen at random."""
    order = np.lexsort((random.random(len(group)), group))
    starts = np.searchsorted(group[order], np.arange(len(wanted)))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - starts[group[order]]
    return np.asarray(rank < wanted[group])


def children(random: np.random.Generator, row: Counts, day: Counts, closed: Counts, again: Flags) -> Counts:
    """Number the children: a re-referral is of a child of the neighbourhood whose case closed within 12 months.

    Rows are in order of neighbourhood and day. A child of the marked referral is that of one of the referrals
    before it, chosen evenly; where none fits it is a new child after all.
    """
    order = np.arange(len(row))
    key = row * 100_000 + day
    earliest = np.maximum(np.searchsorted(key, key - YEAR_DAYS + 1), np.searchsorted(row, row))
    parent, waiting = order.copy(), again & (earliest < order)
    for _ in range(TRIES):
        pick = (earliest + random.random(len(row)) * (order - earliest)).astype(np.int64)
        fits = waiting & (closed[pick] < day) & (day[pick] < day)
        parent[fits] = pick[fits]
        waiting &= ~fits
    while (parent != parent[parent]).any():
        parent = parent[parent]
    return np.unique(parent, return_inverse=True)[1].astype(np.int64)


def reserve_rows(counts: ByYear) -> Counts:
    """Neighbourhoods that need an old case.

    One per conference beyond the year's enquiries, and one for any year that has events but no referral.
    """
    rows = []
    for by_stage in counts.values():
        beyond = np.maximum(by_stage["icpc"] - by_stage["s47"], 0)
        hanging = by_stage["assessment"] + by_stage["s47"] + by_stage["cpp"]
        rows.append(beyond + ((by_stage["referral"] == 0) & (hanging > 0)))
    return np.repeat(np.arange(len(rows[0])), np.sum(rows, axis=0))


def make_cases(random: np.random.Generator, traits: Traits, counts: ByYear) -> Cases:
    """As many referrals as were counted, as many of them in need, and the old cases that other events hang on."""
    parts = []
    for year, by_stage in counts.items():
        row = np.repeat(np.arange(len(traits.time_ratio)), by_stage["referral"])
        day = first_day(year) + random.integers(0, LATEST_REFERRAL_DAY, len(row))
        parts.append((row, day, some_of_each(random, row, by_stage["cin"]), np.zeros(len(row), dtype=np.bool_)))
    old = reserve_rows(counts)
    before = first_day(min(counts)) - 1 - random.integers(0, OPEN_BEFORE, len(old))
    parts.append((old, before, old >= 0, old >= 0))
    row, day, in_need, is_reserve = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((day, row))
    row, day, in_need, is_reserve = row[order], day[order], in_need[order], is_reserve[order]
    screened = ~in_need & (random.random(len(row)) < SCREENED_OUT)
    assessed = random.integers(1, LONGEST_ASSESSMENT, len(row)) * ~screened
    closed = day + np.where(in_need, need_days(random, traits.time_ratio[row]), assessed)
    closed[is_reserve] = NEVER
    again = random.random(len(row)) < traits.re_referral[row]
    return Cases(
        row=row, day=day, closed=closed, is_in_need=in_need, is_screened_out=screened, is_reserve=is_reserve,
        child=children(random, row, day, closed, again & ~is_reserve),
    )  # fmt: skip
