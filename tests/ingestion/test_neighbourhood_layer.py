"""The layer end to end, as a user would type it: a benchmark, one authority's extract, and what may be shared."""

import csv
import json
import re
import stat

import duckdb
import pytest

from analysis.writing import OF_DATA_SETS
from ingestion.paths import REPOSITORY, DataTree
from tests.conftest import run_module

POPULATION_A = "benchmark_a"


@pytest.fixture(scope="module")
def data(sample_data, tmp_path_factory):
    """A data directory whose sample is that of the session."""
    made = tmp_path_factory.mktemp("layer")
    (made / "sample").symlink_to(sample_data / "sample")
    return made


@pytest.fixture(scope="module")
def authority(sample_data):
    """An authority of the sample that is neither the smallest nor a county."""
    return "E06000905"


@pytest.fixture(scope="module")
def records(data, authority):
    ran = run_module("ingestion", "benchmark-records", "--sample", "--la", authority, "--json", data=data)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["folder"]


@pytest.fixture(scope="module")
def extracted(data, records, authority):
    ran = run_module(
        "ingestion", "extract", records, "--la", authority, "--years", "2017-2019", "--sample", "--json", data=data
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def private(data, extracted):
    with duckdb.connect(extracted["warehouse"], read_only=True) as connection:
        yield connection


def test_every_row_is_accepted_or_in_quarantine(extracted, private):
    assert extracted["read_count"] == extracted["accepted_count"] + extracted["rejected_count"]
    (held,) = private.execute("select count(*) from raw.csc__quarantine").fetchone()
    assert held == extracted["rejected_count"]


def test_the_marts_count_what_the_population_was_drawn_with(private, data, authority):
    """The records are those of benchmark A: its own counts, by another way."""
    found = private.execute(
        "select stage, sum(events_count), count(distinct lsoa_code) from marts.fct_lsoa_interventions "
        "where dataset_id = $dataset and stratum_type = 'total' group by stage",
        {"dataset": f"extract_{authority.lower()}"},
    ).fetchall()
    assert {stage for stage, *_ in found} == {"referral", "assessment", "cin", "s47", "icpc", "cpp", "cla"}
    assert len({lsoas for *_, lsoas in found}) == 1


def test_strata_add_up_to_their_total(private):
    broken = private.execute(
        """
        with by_type as (
            select stage, financial_year_end, lsoa_code, stratum_type, sum(events_count) as events_count
            from marts.fct_lsoa_interventions
            where starts_with(dataset_id, 'extract_') and stratum_type <> 'factor'
            group by all
        )
        select * from by_type as part
        inner join by_type as whole using (stage, financial_year_end, lsoa_code)
        where whole.stratum_type = 'total' and part.events_count <> whole.events_count and whole.events_count > 0
        """
    ).fetchall()
    assert broken == []


def test_episodes_and_patterns_are_of_the_events_that_the_marts_count(private):
    """Need and plans that began in the years watched, and every assessment; each is looked at one by one."""
    in_marts = """
        select stage, sum(events_count) from marts.fct_lsoa_interventions
        where starts_with(dataset_id, 'extract_') and stratum_type = 'total' and stage in ('cin', 'cpp', 'assessment')
        group by stage
    """
    one_by_one = """
        select stage, count(*) from intermediate.int_csc_episodes
        where starts_with(dataset_id, 'extract_') and entered_after_days = 0 and lsoa_code is not null
        group by stage
        union all
        select 'assessment', sum(assessments_count) from intermediate.int_csc_factor_patterns
        where starts_with(dataset_id, 'extract_') and lsoa_code is not null
    """
    assert dict(private.execute(one_by_one).fetchall()) == dict(private.execute(in_marts).fetchall())


def test_plans_follow_assessments_and_old_cases_enter_late(private):
    (followed,) = private.execute(
        "select sum(assessments_count) from intermediate.int_csc_factor_patterns "
        "where starts_with(dataset_id, 'extract_') and plan_category <> 'no_plan'"
    ).fetchone()
    late, still_open = private.execute(
        "select count(*) filter (where entered_after_days > 0), count(*) filter (where not is_ended) "
        "from intermediate.int_csc_episodes where starts_with(dataset_id, 'extract_')"
    ).fetchone()
    assert min(followed, late, still_open) > 0


def test_an_extract_is_not_synthetic_and_every_row_of_another_data_set_is(private):
    rows = private.execute(
        "select distinct dataset_id, is_synthetic from marts.fct_lsoa_interventions order by all"
    ).fetchall()
    assert rows == [("extract_e06000905", False), ("sample", True)]


def test_a_gradient_is_printed_with_its_interval_beside_the_benchmark(extracted):
    referral = next(row for row in extracted["gradients"] if (row["stage"], row["model"]) == ("referral", "poisson"))
    truth = extracted["benchmarks"]["referral"]["A"]
    assert referral["score_low"] < truth < referral["score_high"]


def test_an_extract_carries_its_own_results_and_those_of_the_sample_stay(private, sample):
    (classes,) = private.execute(
        "select max(classes_count) from results.demand_classes where dataset_id = 'extract_e06000905'"
    ).fetchone()
    assert classes > 1
    for table in OF_DATA_SETS:
        rows = f"from results.{table} where not starts_with(dataset_id, 'extract_') order by all"
        assert private.execute(rows).fetchall() == sample.execute(rows).fetchall(), table


def test_what_needs_several_authorities_is_refused_for_one_with_that_reason(private):
    reasons = dict(
        private.execute(
            "select study, any_value(reason) from results.not_fitted where starts_with(dataset_id, 'extract_') "
            "group by study"
        ).fetchall()
    )
    refused = {"pooled_poisson", "multilevel_nb2", "inequality_indices", "curvature", "strata", "stage_comparisons"}
    assert {study: "two authorities" in reasons[study] for study in refused} == dict.fromkeys(refused, True)


def test_private_files_can_be_read_by_their_owner_alone(data, extracted):
    private_root = data / "private"
    assert stat.S_IMODE(private_root.stat().st_mode) == 0o700
    others = [path for path in private_root.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o077]
    assert others == []
    for path in [*private_root.rglob("*.duckdb"), private_root / "key"]:
        assert path.is_symlink() or stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_nothing_private_is_in_the_public_warehouse_or_shared_by_name(data, extracted):
    with duckdb.connect(str(DataTree(data / "sample").current.resolve()), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.csc__events").fetchone() == (0,)
    shared = "".join(path.read_text() for path in (data / "exports").rglob("*.csv"))
    assert not re.search(r"E06000905-\d{7}|E01\d{6}|[0-9a-f]{32}", shared)


def test_shared_counts_carry_status_and_bounds_and_none_is_small(data, extracted):
    with (data / "exports" / "extract_e06000905" / "counts.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["count_status"] for row in rows} == {"observed", "suppressed"}
    for row in rows:
        assert (row["count"] == "") == (row["count_status"] == "suppressed")
        assert row["count"] == "" or int(row["count"]) == 0 or int(row["count"]) >= 5
        assert row["lower_bound"] != ""


def test_a_threshold_can_be_raised_and_not_lowered(data, extracted):
    asked = ("ingestion", "release-tables", "--dataset", "extract_e06000905", "--json", "--threshold")
    stricter, laxer = (run_module(*asked, number, data=data) for number in ("10", "3"))
    assert json.loads(stricter.stdout)["hidden"] > extracted["hidden_count"]
    assert (laxer.returncode, "never below 5" in laxer.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-file.csv", "--la", "E06000905"), "is not there"),
        ((".", "--la", "E06000905"), "lacks ChildIdentifiers.csv"),
        (("README.md", "--la", "E06000905"), "neither .csv"),
        (("README.md", "--la", "E0600"), "nine-character ONS code"),
    ],
)
def test_an_extract_that_cannot_be_is_refused_in_a_paragraph(data, arguments, said):
    ran = run_module("ingestion", "extract", *arguments, "--sample", data=data)
    assert ran.returncode == 1
    assert said in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr


def test_every_query_on_the_layer_names_the_data_set():
    """No query can mix synthetic rows with an authority's own: each that reads the mart speaks of dataset_id."""
    sources = [path for package in ("analysis", "streamlit_app", "ingestion") for path in
               (REPOSITORY / package).rglob("*.py")]  # fmt: skip
    queries = [
        query for path in sources for query in re.findall(r'"""(.*?)"""', path.read_text(), flags=re.DOTALL)
        if "from marts.fct_lsoa_interventions" in query
    ]  # fmt: skip
    assert len(queries) >= 4
    assert [query for query in queries if "dataset_id" not in query] == []
