"""The layer end to end, as a user would type it: a benchmark, one authority's extract, and what may be shared."""

import csv
import json
import re
import stat

import duckdb
import numpy as np
import pandas as pd
import pytest

from analysis.writing import OF_DATA_SETS
from ingestion.paths import REPOSITORY, DataTree
from tests.conftest import run_module
from tests.ingestion.reconstruction import Tables, agreeing, determined, events_moved
from tests.ingestion.refits import Public
from tests.limits import longer

EXTRACT_LIMIT_S = 300  # half a minute on two quiet cores: a copy, its marts and its models
DRAWS, TURNS = 2_000, 30  # of the search for other counts that fit
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
def extracted(pytestconfig, data, records, authority):
    asked = ("ingestion", "extract", records, "--la", authority, "--years", "2017-2019", "--sample", "--json")
    with longer(pytestconfig, EXTRACT_LIMIT_S):
        ran = run_module(*asked, data=data)
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


EVENTS_BY_PLACE = """
select
    interventions.events_count,
    interventions.children_0_17_count,
    deprivation.income_deprivation_pct,
    deprivation.imd_decile,
    dense_rank() over (order by interventions.lsoa_code) - 1 as area,
    interventions.financial_year_end,
    dense_rank() over (order by deprivation.income_deprivation_pct desc, interventions.lsoa_code) - 1 as place
from marts.fct_lsoa_interventions as interventions
inner join marts.fct_lsoa_deprivation as deprivation
    on interventions.lsoa_code = deprivation.lsoa_code and interventions.lsoa_edition = deprivation.lsoa_edition
where
    interventions.dataset_id = 'extract_e06000905' and interventions.stratum_type = 'total'
    and interventions.stage = $stage
qualify deprivation.imd_edition = max(deprivation.imd_edition) over ()
order by interventions.financial_year_end, interventions.lsoa_code
"""


def released(data, file):
    with (data / "exports" / "extract_e06000905" / file).open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def attacked(data, private, stage):
    """One stage as an intruder sees it, and the truth: public figures, released tables, counts of neighbourhoods."""
    held = private.execute(EVENTS_BY_PLACE, {"stage": stage}).df()
    areas_count = int(held["area"].max()) + 1
    by_area = held.groupby("area")
    public = Public(
        by_area["income_deprivation_pct"].first().to_numpy(float), by_area["children_0_17_count"].sum().to_numpy(float)
    )
    fifths = np.array([len(part) for part in np.array_split(np.arange(areas_count), 5)]).cumsum()
    held["fifth"] = np.searchsorted(fifths, held["place"], side="right") + 1
    cells = [
        row
        for row in released(data, "counts.csv")
        if row["stage"] == stage and row["stratum_type"] in {"total", "fifth", "tenth"}
    ]
    labels = {"total": pd.Series("total", held.index), "fifth": held["fifth"], "tenth": held["imd_decile"]}
    members = [
        (held["financial_year_end"] == int(row["financial_year_end"]))
        & (labels[row["stratum_type"]].astype(str) == row["stratum"])
        for row in cells
    ]
    tables = Tables(
        members=np.array(members).astype(np.int64),
        low=np.array([float(row["lower_bound"]) for row in cells]),
        high=np.array([float(row["upper_bound"] or "inf") for row in cells]),
        areas=held["area"].to_numpy(),
        groups=held.groupby(["financial_year_end", "fifth", "imd_decile"]).ngroup().to_numpy(),
    )
    return public, tables, held["events_count"].to_numpy(np.int64)


@pytest.mark.parametrize("stage", ["referral", "assessment", "cin", "s47", "icpc", "cpp", "cla"])
def test_what_is_released_leaves_every_neighbourhoods_count_open(data, extracted, private, stage):
    """With both models' rows and the tables of all years, each count of a neighbourhood and year has another that fits.

    But for neighbourhoods in a fifth or tenth that is shown to have none. The search starts from the truth.
    """
    public, tables, truth = attacked(data, private, stage)
    rows = {row["model"]: row for row in released(data, "gradients.csv") if row["stage"] == stage}
    assert len(agreeing(truth[None], public, tables, rows, 5)) == 1
    exposure, random, found = public.exposure[tables.areas], np.random.default_rng(1), truth[None]
    for _ in range(TURNS):
        left = np.intersect1d(determined(found), tables.open_places())
        if not len(left):
            break
        starts = found[random.integers(0, len(found), DRAWS)]
        tried = events_moved(starts, exposure, random.choice(left, DRAWS), float(truth @ exposure), random)
        found = np.unique(np.concatenate([found, agreeing(tried, public, tables, rows, 5)]), axis=0)
    assert left.tolist() == []


RELEASE = ("ingestion", "release-tables", "--dataset", "extract_e06000905", "--json")


@pytest.fixture
def unreleased(data, extracted, tmp_path):
    """A data directory with the same private warehouse, of which nothing has been released."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "warehouse").symlink_to(data / "private" / "warehouse")
    return tmp_path


def test_the_first_release_may_have_a_stricter_rule_and_never_a_laxer_one(unreleased, extracted):
    laxer = run_module(*RELEASE, "--threshold", "3", data=unreleased)
    assert (laxer.returncode, "never below 5" in laxer.stdout) == (1, True)
    stricter = run_module(*RELEASE, "--threshold", "10", data=unreleased)
    assert json.loads(stricter.stdout)["hidden"] > extracted["hidden_count"]
    usual = run_module(*RELEASE, data=unreleased)
    assert (usual.returncode, "counts below 10 hidden" in usual.stdout) == (1, True)


@pytest.mark.parametrize("rule", [("--threshold", "10"), ("--rounding", "1"), ("--threshold", "6", "--rounding", "1")])
def test_a_second_release_under_another_rule_is_refused_and_changes_nothing(data, extracted, rule):
    folder = data / "exports" / "extract_e06000905"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ran = run_module(*RELEASE, *rule, data=data)
    assert (ran.returncode, "was first released on" in json.loads(ran.stdout)["error"]) == (1, True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_same_release_can_be_made_again(data, extracted):
    folder = data / "exports" / "extract_e06000905"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run_module(*RELEASE, data=data).returncode == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_extract_under_another_rule_is_refused_before_its_file_is_read(data, extracted):
    asked = ("no-such-file.csv", "--la", "E06000905", "--years", "2018-2020", "--threshold", "10")
    ran = run_module("ingestion", "extract", *asked, "--sample", data=data)
    assert ran.returncode == 1
    assert "was first released on" in " ".join(ran.stderr.split())
    assert "is not there" not in ran.stderr


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
