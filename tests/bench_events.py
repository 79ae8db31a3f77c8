"""Five million child-level events through the neighbourhood models: python -m tests.bench_events.

Prints what the models took on all events and on a tenth of them: seconds of execution, as dbt counts
them, and the peak memory of the process.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from ingestion.benchmark.calibration import years
from ingestion.benchmark.census import write_records
from ingestion.benchmark.frame import read_frame
from ingestion.neighbourhoods import record_dataset
from ingestion.paths import DBT_PROJECT, REPOSITORY, DataTree, real_tree
from tests.bench import measured

DATASET, SEED = "benchmark_a", 1
MODELS = "tag:neighbourhood,resource_type:model,+fct_lsoa_interventions"

CHILDREN = """
create temp table children as
select
    children.LAchildID as child_id,
    lsoas.lsoa_code,
    children.PersonBirthDate as born,
    case children.GenderCurrent when 1 then 'male' else 'female' end as sex,
    case left(traits.Ethnicity, 1) when 'W' then 'White' when 'M' then 'Mixed' when 'A' then 'Asian'
        when 'B' then 'Black' else 'Other' end as ethnicity
from read_csv('{folder}/ChildIdentifiers.csv') as children
inner join read_csv('{folder}/ChildCharacteristics.csv') as traits using (LAchildID)
inner join read_csv('{folder}/ChildLsoas.csv') as lsoas using (LAchildID)
"""

EVENTS = """
insert into raw.csc__events by name
with
happened as (
    select LAchildID, 'referral' as event_kind, CINreferralDate as event_date, CINclosureDate as end_date,
        not ReferralNFA and coalesce(ReasonForClosure, '') <> 'RC8' as is_in_need,
        null as plan_category, null as factors, null as previous_plans_count
    from read_csv('{folder}/CINdetails.csv')
    union all
    select LAchildID, 'assessment', AssessmentAuthorisationDate, null, null, null,
        string_split(AssessmentFactors, ','), null
    from read_csv('{folder}/Assessments.csv')
    union all
    select LAchildID, 's47', S47ActualStartDate, null, null, null, null, null from read_csv('{folder}/Section47.csv')
    union all
    select LAchildID, 'icpc', DateOfInitialCPC, null, null, null, null, null
    from read_csv('{folder}/Section47.csv') where DateOfInitialCPC is not null
    union all
    select LAchildID, 'cpp', CPPstartDate, CPPendDate, null, InitialCategoryOfAbuse, null, NumberOfPreviousCPP
    from read_csv('{folder}/ChildProtectionPlans.csv')
    union all
    select LAchildID, 'cla', DECOM, DEC, null, null, null, null from read_csv('{folder}/LookedAfter.csv')
)
select
    '{dataset}' as dataset_id, happened.LAchildID as child_id, children.lsoa_code, happened.event_kind,
    happened.event_date, happened.end_date, happened.is_in_need,
    date_diff('year', children.born, happened.event_date) as age, children.sex, children.ethnicity,
    happened.plan_category, happened.factors, happened.previous_plans_count, row_number() over () as line
from happened
inner join children on happened.LAchildID = children.child_id
where hash(happened.LAchildID) % 10 < {tenths}
"""

COVERAGE = """
insert into raw.csc__coverage
select distinct '{dataset}', la_code, 2011, year.year, date '{first}-04-01'
from marts.dim_lsoas, (select unnest({years}) as year) as year
where lsoa_edition = 2011 and la_code is not null
"""


def landed(base: Path, build: Path, folder: Path, tenths: int) -> int:
    """A copy of a published build with the events of some tenths of the children; how many there are."""
    shutil.copyfile(base, build)
    bound = {"folder": folder, "dataset": DATASET, "tenths": tenths, "years": list(years()), "first": years()[0] - 1}
    with duckdb.connect(str(build), config={"memory_limit": "2GB", "preserve_insertion_order": False}) as connection:
        record_dataset(connection, DATASET, is_synthetic=True, parameters={"lsoa_edition": 2011})
        for statement in (CHILDREN, EVENTS, COVERAGE):
            connection.execute(statement.format(**bound))
        (count,) = connection.execute("select count(*) from raw.csc__events").fetchone() or (0,)
    return int(count)


def model_seconds(target: Path) -> float:
    """What dbt says the models took, added up."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    return sum(float(result["execution_time"]) for result in results)


def main(base: Path, folder: Path) -> None:
    """Time the models on all events and on a tenth; the folder gets the records where it has none."""
    os.chdir(REPOSITORY)
    if not folder.exists():
        write_records(folder, read_frame(base), "A", SEED)
    scratch = Path(tempfile.mkdtemp(prefix="bench"))
    print(f"{'events':>12}{'models s':>10}{'wall s':>9}{'CPU s':>8}{'MB':>7}")  # noqa: T201
    seconds = {}
    try:
        for tenths in (1, 10):
            build, target = scratch / f"{tenths}.duckdb", scratch / f"target_{tenths}"
            count = landed(base, build, folder, tenths)
            os.environ["CSC_BUILD"] = str(build)
            job = [
                "dbt.cli.main", "--no-version-check", "run", "--select", MODELS, "--log-path", str(scratch),
                "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path", str(target),
            ]  # fmt: skip
            wall, cpu, memory = measured(job, scratch)
            seconds[tenths] = model_seconds(target)
            print(f"{count:>12,}{seconds[tenths]:>10.1f}{wall:>9.1f}{cpu:>8.1f}{memory:>7.0f}")  # noqa: T201
        print(f"all events take {seconds[10] / seconds[1]:.1f} times what a tenth takes")  # noqa: T201
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    tree = DataTree(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else real_tree()
    if not tree.current.exists():
        raise SystemExit(f"No warehouse at {tree.current}: five million events need the LSOAs of `make refresh`.")
    main(tree.current.resolve(), tree.benchmark / DATASET / "records")
