"""Three hundred thousand events of one authority through `extract`: python -m tests.bench_extract.

Prints what the whole command took on them and on a twentieth of them. Seconds depend on the machine, so
each is also given as a multiple of a fixed piece of work done first.
"""

import os
import shutil
import tempfile
from pathlib import Path

import duckdb

from ingestion.paths import REPOSITORY, DataTree
from tests.bench import measured, yardstick

AUTHORITY = "E06000905"  # of the sample, with 129 neighbourhoods
YEARS = 3  # of the records; each copy later begins where the one before ends
SIZES = ((1, 1), (7, 3))  # copies of the children, and of the years: 14,000 and 300,000 events

EVENTS = """
copy (
    with
    happened as (
        select LAchildID, 'referral' as event, CINreferralDate as day, CINclosureDate as last_day,
            null as plan_category, null as factors, null as previous_plans_count
        from read_csv('{folder}/CINdetails.csv')
        union all
        select LAchildID, 'assessment', AssessmentAuthorisationDate, null, null, AssessmentFactors, null
        from read_csv('{folder}/Assessments.csv')
        union all
        select LAchildID, 's47', S47ActualStartDate, null, null, null, null from read_csv('{folder}/Section47.csv')
        union all
        select LAchildID, 'icpc', DateOfInitialCPC, null, null, null, null
        from read_csv('{folder}/Section47.csv') where DateOfInitialCPC is not null
        union all
        select LAchildID, 'cpp', CPPstartDate, CPPendDate, InitialCategoryOfAbuse, null, NumberOfPreviousCPP
        from read_csv('{folder}/ChildProtectionPlans.csv')
        union all
        select LAchildID, 'cla', DECOM, DEC, null, null, null from read_csv('{folder}/LookedAfter.csv')
    )
    select
        concat_ws('-', LAchildID, copies.copy, periods.period) as child_id, event,
        strftime(day + to_years({years} * periods.period), '%Y-%m-%d') as event_date,
        strftime(last_day + to_years({years} * periods.period), '%Y-%m-%d') as end_date,
        lsoa_code,
        strftime(PersonBirthDate + to_years({years} * periods.period), '%Y-%m-%d') as birth_date,
        case GenderCurrent when 1 then 'M' else 'F' end as sex, Ethnicity as ethnicity, plan_category, factors,
        previous_plans_count
    from happened
    inner join read_csv('{folder}/ChildIdentifiers.csv') using (LAchildID)
    inner join read_csv('{folder}/ChildCharacteristics.csv') using (LAchildID)
    inner join read_csv('{folder}/ChildLsoas.csv') using (LAchildID)
    cross join (select unnest(range({copies}))::integer as copy) as copies
    cross join (select unnest(range({periods}))::integer as period) as periods
    order by event_date, child_id
) to '{path}'
"""


def draw_events(folder: Path, path: Path, copies: int, periods: int) -> int:
    """An event file out of an authority's synthetic records; how many rows it has."""
    statement = EVENTS.format(folder=folder, path=path, years=YEARS, copies=copies, periods=periods)
    (count,) = duckdb.execute(statement).fetchone() or (0,)
    return int(count)


def main() -> None:
    """Build the sample, draw the authority's records, and time the extract of them."""
    os.chdir(REPOSITORY)
    unit = yardstick()
    data = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        measured(["ingestion", "refresh", "--sample"], data)
        measured(["ingestion", "benchmark-records", "--sample", "--la", AUTHORITY], data)
        folder = DataTree(data / "sample").benchmark / "benchmark_a" / f"records_{AUTHORITY}"
        print(f"yardstick {unit:.2f} s; {os.cpu_count()} cores")  # noqa: T201
        print(f"{'events':>12}{'wall s':>9}{'CPU s':>8}{'MB':>7}{'wall / yardstick':>18}")  # noqa: T201
        for copies, periods in SIZES:
            path = data / "events.csv"
            count = draw_events(folder, path, copies, periods)
            wall, cpu, memory = measured(["ingestion", "extract", str(path), "--la", AUTHORITY, "--sample"], data)
            print(f"{count:>12,}{wall:>9.1f}{cpu:>8.1f}{memory:>7.0f}{wall / unit:>18.1f}")  # noqa: T201
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
