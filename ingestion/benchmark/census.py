"""Records in the layout of the children in need census: a folder of CSV files, one row per child, case or event.

Three files are not of the census: Assessments (which its CSV form nests), LookedAfter and ChildLsoas, since the
return has neither care nor an address.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from ingestion.benchmark.calibration import years
from ingestion.benchmark.cases import NEVER, first_day
from ingestion.benchmark.counts import yearly_counts
from ingestion.benchmark.frame import Counts, Frame
from ingestion.benchmark.people import People, found_factors, make_people, plan_particulars
from ingestion.benchmark.records import Events, Records, authority_records
from ingestion.benchmark.traits import Traits, traits_of
from ingestion.benchmark.truth import Population
from ingestion.sample.streams import stream

TARGET_DAYS = 21  # from a section 47 enquiry to its conference
NO_NEED, NEED_ENDED = "RC8", "RC7"
Tables = dict[str, pa.Table]


def _last_day() -> int:
    return first_day(years()[-1] + 1) - 1


def _dates(days: Counts) -> pa.Array:
    """Null where it had not happened when the data ended."""
    unseen = days > _last_day()
    return pa.array(np.where(unseen, 0, days).astype(np.int32), mask=unseen).cast(pa.date32())


def _flags(flags: NDArray[np.bool_]) -> pa.Array:
    return pa.array(np.where(flags, "true", "false"))


def _child_tables(ids: NDArray[np.str_], people: People, lsoa_code: NDArray[np.str_]) -> Tables:
    return {
        "ChildIdentifiers": pa.table({
            "LAchildID": ids, "PersonBirthDate": _dates(people.birth_day), "GenderCurrent": people.sex_code,
        }),
        "ChildCharacteristics": pa.table({"LAchildID": ids, "Ethnicity": people.ethnic_code}),
        "ChildLsoas": pa.table({"LAchildID": ids, "lsoa_code": lsoa_code[people.row]}),
    }  # fmt: skip


def _cin_details(ids: NDArray[np.str_], number: Counts, records: Records) -> pa.Table:
    cases = records.cases
    alone = np.full(len(cases.row), NEVER)
    unled = records.conferences.follows < 0
    alone[records.conferences.case[unled]] = records.conferences.day[unled]
    reason = np.where(cases.is_in_need, NEED_ENDED, NO_NEED)
    return pa.table({
        "LAchildID": ids[cases.child],
        "CINdetailsID": number,
        "CINreferralDate": _dates(cases.day),
        "ReferralSource": np.full(len(number), "6"),
        "PrimaryNeedCode": np.full(len(number), "N1"),
        "CINclosureDate": _dates(cases.closed),
        "ReasonForClosure": pa.array(reason, mask=(cases.closed > _last_day()) | cases.is_screened_out),
        "DateOfInitialCPC": _dates(alone),
        "ReferralNFA": _flags(cases.is_screened_out),
    })  # fmt: skip


def _of_case(ids: NDArray[np.str_], number: Counts, records: Records, events: Events) -> dict[str, object]:
    return {"LAchildID": ids[records.cases.child[events.case]], "CINdetailsID": number[events.case]}


def _enquiries(key: dict[str, object], records: Records) -> pa.Table:
    events, conferences = records.enquiries, records.conferences
    met = np.full(len(events.case), NEVER)
    led = conferences.follows >= 0
    met[conferences.follows[led]] = conferences.day[led]
    return pa.table(key | {
        "S47ActualStartDate": _dates(events.day),
        "InitialCPCtarget": _dates(events.day + TARGET_DAYS),
        "DateOfInitialCPC": _dates(met),
        "ICPCnotRequired": _flags(met == NEVER),
    })  # fmt: skip


def authority_tables(
    frame: Frame, population: Population, seed: int, la_code: str | None = None
) -> Iterator[tuple[str, Tables]]:
    """One authority after another, or one alone: its code, and its tables by the names of the census."""
    counts = yearly_counts(frame, population, seed)
    traits = traits_of(frame, population)
    for number, code in enumerate(map(str, frame.las)):
        if la_code not in {None, code}:
            continue
        mine = np.flatnonzero(frame.la_row == number)
        own = {year: {stage: events[mine] for stage, events in of.items()} for year, of in counts.items()}
        random = stream(seed, f"{population} records {code}")
        records = authority_records(random, traits.of(mine), own)
        yield code, _tables(random, code, frame.lsoa_code[mine], traits.of(mine), records)


def _tables(
    random: np.random.Generator, la_code: str, lsoa_code: NDArray[np.str_], traits: Traits, records: Records
) -> Tables:
    people = make_people(random, traits, records)
    cases, plans = records.cases, records.plans
    ids = np.char.add(f"{la_code}-", np.char.zfill(np.arange(people.count).astype(str), 7))
    number = np.arange(1, len(cases.row) + 1)
    category, previous = plan_particulars(random, traits, records)
    in_care = ids[people.count - len(records.care_row) :]
    return _child_tables(ids, people, lsoa_code) | {
        "CINdetails": _cin_details(ids, number, records),
        "Assessments": pa.table(_of_case(ids, number, records, records.assessments) | {
            "AssessmentActualStartDate": _dates(cases.day[records.assessments.case]),
            "AssessmentAuthorisationDate": _dates(records.assessments.day),
            "AssessmentFactors": found_factors(random, traits, records),
        }),
        "Section47": _enquiries(_of_case(ids, number, records, records.enquiries), records),
        "ChildProtectionPlans": pa.table(_of_case(ids, number, records, plans) | {
            "CPPID": np.arange(1, len(plans.case) + 1),
            "CPPstartDate": _dates(plans.day),
            "CPPendDate": _dates(records.plan_end),
            "InitialCategoryOfAbuse": category,
            "LatestCategoryOfAbuse": category,
            "NumberOfPreviousCPP": previous,
        }),
        "LookedAfter": pa.table({
            "LAchildID": in_care, "DECOM": _dates(records.care_start), "DEC": _dates(records.care_end),
        }),
    }  # fmt: skip


def write_records(
    folder: Path, frame: Frame, population: Population, seed: int, *, la_code: str | None = None
) -> dict[str, int]:
    """The CSV files of all authorities, or of one; how many rows each file has."""
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pc.CSVWriter] = {}
    rows: dict[str, int] = {}
    try:
        for _, tables in authority_tables(frame, population, seed, la_code):
            for name, table in tables.items():
                if name not in writers:
                    writers[name] = pc.CSVWriter(folder / f"{name}.csv", table.schema)
                writers[name].write_table(table)
                rows[name] = rows.get(name, 0) + table.num_rows
    finally:
        for writer in writers.values():
            writer.close()
    return rows
