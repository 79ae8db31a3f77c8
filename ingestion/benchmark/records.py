"""Child-level events behind a population's counts: every count of the data set is the number of its events.

One authority at a time, from a stream of its own, so memory is that of one authority and any of them can be
made alone.
"""

from dataclasses import dataclass

import numpy as np

from ingestion.benchmark.cases import (
    ByYear,
    Cases,
    first_day,
    make_cases,
    plan_days,
)
from ingestion.benchmark.frame import Counts
from ingestion.benchmark.traits import Traits

LONGEST_TO_CONFERENCE, APART, LONGEST_CARE = 9, 10, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What hangs on cases, one row each; `follows` is the row of the events before, or -1."""

    case: Counts
    day: Counts
    follows: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything that happened in one authority; care has children of its own."""

    cases: Cases
    assessments: Events
    enquiries: Events
    conferences: Events
    plans: Events
    plan_end: Counts
    care_row: Counts
    care_start: Counts
    care_end: Counts

    @property
    def events_count(self) -> int:
        """Every referral, start of need, assessment, enquiry, conference, plan and care period."""
        hanging = (self.assessments, self.enquiries, self.conferences, self.plans)
        cases = int(np.count_nonzero(~self.cases.is_reserve)) + int(np.count_nonzero(self.cases.is_in_need))
        return cases + sum(len(events.case) for events in hanging) + len(self.care_row)


def _spread(random: np.random.Generator, row: Counts, wanted: Counts) -> tuple[Counts, Counts]:
    """For `wanted[g]` events of each group g: a member of the group for each, and how often it came before."""
    order = np.lexsort((random.random(len(row)), row))
    size = np.bincount(row, minlength=len(wanted))
    starts = np.cumsum(size) - size
    group = np.repeat(np.arange(len(wanted)), wanted)
    place = np.arange(len(group)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    return order[starts[group] + place % size[group]], place // size[group]


def _on_cases(random: np.random.Generator, cases: Cases, year: int, wanted: Counts, lag: Counts) -> Events:
    """Events on the year's referrals, or on an old case where the neighbourhood had none; a day apart on one case."""
    begins = first_day(year)
    of_year = (cases.day >= begins) & (cases.day < first_day(year + 1))
    has_some = np.bincount(cases.row[of_year], minlength=len(wanted)) > 0
    pool = np.flatnonzero(of_year | (cases.is_reserve & ~has_some[cases.row]))
    member, turn = _spread(random, cases.row[pool], wanted)
    case = pool[member]
    return Events(case=case, day=np.maximum(cases.day[case], begins) + lag[case] + turn, follows=np.full(len(case), -1))


def _follow(
    random: np.random.Generator, cases: Cases, earlier: Events, year: int, wanted: Counts, lag: Counts
) -> Events:
    """Events that each follow one of the earlier kind in the same year."""
    pool = np.flatnonzero((earlier.day >= first_day(year)) & (earlier.day < first_day(year + 1)))
    member, _ = _spread(random, cases.row[earlier.case[pool]], wanted)
    before = pool[member]
    case = earlier.case[before]
    return Events(case=case, day=earlier.day[before] + lag[case], follows=before)


def _on_old_cases(random: np.random.Generator, cases: Cases, counts: ByYear) -> Events:
    """Conferences beyond the year's enquiries: each on an old case of its own."""
    beyond = {year: np.maximum(of["icpc"] - of["s47"], 0) for year, of in counts.items()}
    pool = np.flatnonzero(cases.is_reserve)
    wanted = np.sum(list(beyond.values()), axis=0)
    member, _ = _spread(random, cases.row[pool], wanted)
    rows = len(wanted)
    year = np.concatenate([np.repeat(list(beyond), [beyond[y][row] for y in beyond]) for row in range(rows)])
    begins = np.array([first_day(int(y)) for y in year], dtype=np.int64)
    return Events(case=pool[member], day=begins + random.integers(0, 330, len(year)), follows=np.full(len(year), -1))


def _joined(parts: list[Events]) -> Events:
    return Events(
        case=np.concatenate([part.case for part in parts]),
        day=np.concatenate([part.day for part in parts]),
        follows=np.concatenate([part.follows for part in parts]),
    )


def _in_care(random: np.random.Generator, counts: ByYear) -> tuple[Counts, Counts, Counts]:
    """Row, start and end of care that covers one 31 March each: as many as were counted on that day."""
    rows, starts, ends = [], [], []
    for year, by_stage in counts.items():
        row = np.repeat(np.arange(len(by_stage["cla"])), by_stage["cla"])
        rows.append(row)
        starts.append(first_day(year) + random.integers(0, LONGEST_CARE, len(row)))
        ends.append(first_day(year + 1) + random.integers(0, LONGEST_CARE, len(row)))
    return np.concatenate(rows), np.concatenate(starts), np.concatenate(ends)


def authority_records(random: np.random.Generator, traits: Traits, counts: ByYear) -> Records:
    """The records of one authority; `traits` and `counts` are its own part of the national ones."""
    cases = make_cases(random, traits, counts)
    assessed, enquired = random.integers(1, 21, len(cases.row)), random.integers(0, 21, len(cases.row))
    met = random.integers(0, LONGEST_TO_CONFERENCE, len(cases.row))
    assessments = _joined([_on_cases(random, cases, year, of["assessment"], assessed) for year, of in counts.items()])
    enquiries = _joined([_on_cases(random, cases, year, of["s47"], enquired) for year, of in counts.items()])
    after = [
        _follow(random, cases, enquiries, year, np.minimum(of["icpc"], of["s47"]), met) for year, of in counts.items()
    ]
    conferences = _joined([*after, _on_old_cases(random, cases, counts)])
    same_day = np.zeros(len(cases.row), dtype=np.int64)
    plans = []
    for year, of in counts.items():
        followed = np.minimum(of["cpp"], of["icpc"])
        plans.append(_follow(random, cases, conferences, year, followed, same_day))
        plans.append(_on_cases(random, cases, year, of["cpp"] - followed, enquired + LONGEST_TO_CONFERENCE + APART))
    started = _joined(plans)
    care_row, care_start, care_end = _in_care(random, counts)
    lasted = plan_days(random, traits.time_ratio[cases.row[started.case]])
    return Records(
        cases=cases, assessments=assessments, enquiries=enquiries, conferences=conferences, plans=started,
        plan_end=started.day + lasted, care_row=care_row, care_start=care_start, care_end=care_end,
    )  # fmt: skip
