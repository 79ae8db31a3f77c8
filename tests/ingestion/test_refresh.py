"""The main job: what it records, and that a failure publishes nothing."""

import json
import shutil
from functools import partial
from hashlib import sha256

import duckdb
import pytest

from ingestion import refresh
from ingestion.paths import DataTree
from tests.conftest import run_module
from tests.replaced_study import ASLEEP, STUDY, replaced_by


def test_a_refresh_publishes_one_build_and_tells_each_step(sample_refresh, sample_tree):
    steps = ["fetch", "compare", "check", "load", "build", "assess", "analyse", "publish"]
    assert list(sample_refresh["seconds"]) == steps
    assert sample_refresh["warehouse"] == str(sample_tree.current.resolve())
    assert sample_refresh["is_sample"] is True


def test_a_refresh_with_nothing_new_publishes_nothing_and_says_so(sample_refresh, sample_data, sample_tree):
    ran = run_module("ingestion", "refresh", "--sample", "--json", data=sample_data)
    again = json.loads(ran.stdout)
    assert (again["is_new"], again["changed"]) == (False, [])
    assert again["warehouse"] == sample_refresh["warehouse"] == str(sample_tree.current.resolve())
    assert list(again["seconds"]) == ["fetch", "compare"]
    assert sum(again["seconds"].values()) < 15


def test_a_first_refresh_is_new_in_every_ingredient(sample_refresh):
    assert sample_refresh["is_new"] is True
    assert len(sample_refresh["changed"]) == 7


def test_every_table_of_the_published_file_can_be_read(sample):
    """No view may point into the file that the build was made in."""
    relations = sample.execute(
        "select schema_name, table_name from duckdb_tables() union all "
        "select schema_name, view_name from duckdb_views() where not internal"
    ).fetchall()
    assert len(relations) > 40
    for schema, table in relations:
        sample.execute(f"select * from {schema}.{table} limit 1")  # noqa: S608


def test_checks_and_their_outcome_are_recorded(sample):
    rows = sample.execute(
        "select count(*), bool_and(passed), count(*) filter (\"check\" like 'dbt:%') from meta.quality_checks"
    ).fetchone()
    assert rows[0] > 400
    assert rows[1] is True
    assert rows[2] > 90
    asked = sample.execute("select count(*) from meta.quality_checks where severity = 'question'").fetchone()
    assert asked[0] > 400
    assert sample.execute("select count(*) from meta.implausible_changes").fetchone() == (0,)


def test_every_landed_file_is_on_record_with_its_hash(sample, sample_refresh):
    releases = sample.execute(
        "select count(*), min(length(sha256)), bool_and(is_synthetic) from meta.releases"
    ).fetchone()
    assert releases == (sample_refresh["files_count"], 64, True)


def test_raw_rows_lead_back_to_their_file(sample):
    orphans = sample.execute(
        """
        select count(*) from raw.dfe__cin_b1_episodes
        where _release_id not in (select release_id from meta.releases) or _row_number < 1
        """
    ).fetchone()
    assert orphans == (0,)


@pytest.fixture
def copied_data(sample_data, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(sample_data, data, symlinks=True)
    return data


def damage(data, path, before, after):
    """Change one official-layout file of the sample and own up to it in the manifest."""
    folder = data / "sample" / "official"
    content = (folder / path).read_bytes()
    assert before in content
    changed = content.replace(before, after, 1)
    (folder / path).write_bytes(changed)
    manifest = json.loads((folder / "MANIFEST.json").read_text())
    for entry in manifest:
        if entry["path"] == path:
            entry["sha256"] = sha256(changed).hexdigest()
    (folder / "MANIFEST.json").write_text(json.dumps(manifest))


PLANS = "children-in-need/2025/d5_cpps_at31march_by_duration_2013_to_2025.csv"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"CPP_At31", b"Plans_At31", "CPP_At31: {was: {'>=2025': Plans_At31}}"),
        (b"Reporting year", b"Calendar year", "Calendar year"),
        (b",E06000901,", b",E99000901,", "E99000901"),
    ],
)
def test_a_changed_file_publishes_nothing_and_says_what_to_do(copied_data, before, after, said):
    published = DataTree(copied_data / "sample").current.resolve()
    damage(copied_data, PLANS, before, after)
    ran = run_module("ingestion", "refresh", "--sample", data=copied_data)
    assert ran.returncode == 1
    assert said in " ".join(ran.stderr.split())
    assert "dfe_children_in_need 2025" in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr
    assert DataTree(copied_data / "sample").current.resolve() == published


def test_figures_that_do_not_add_up_to_england_publish_nothing(copied_data, monkeypatch):
    tree = DataTree(copied_data / "sample")
    published = tree.current.resolve()
    with duckdb.connect(str(published), read_only=True) as connection:
        (england,) = connection.execute(
            """
            select "CPP_At31" from raw.dfe__cin_d5_plans_by_duration
            where geographic_level = 'National' and time_period = '2019'
            """
        ).fetchone()
    damage(copied_data, PLANS, f",{england},".encode(), b",999990,")
    needed = partial(refresh.dbt_build, select="+reconciliations")
    monkeypatch.setattr(refresh, "dbt_build", needed)
    ran = run_module("ingestion", "refresh", "--sample", "--json", data=copied_data)
    said = json.loads(ran.stdout)
    assert said["exit_code"] == ran.returncode == 1
    assert "england_and_regions_equal_their_authorities" in said["error"]
    assert "cpp_at_31_march (total) 2019, release 2025: E92000901 999,990, its authorities" in said["error"]
    assert tree.current.resolve() == published
    assert (tree.builds / ".failed.duckdb").exists()


def take_published(data, monkeypatch, *statements):
    """Let a refresh take the published tables and marts as they are, after some statements, in place of new ones."""
    published = DataTree(data / "sample").current.resolve()

    def copied(building, *_):
        shutil.copyfile(published, building)
        with duckdb.connect(str(building)) as connection:
            for statement in statements:
                connection.execute(statement)

    monkeypatch.setattr(refresh, "check", lambda *_: [])
    monkeypatch.setattr(refresh, "load", copied)
    monkeypatch.setattr(refresh, "dbt_build", lambda *_: None)


@pytest.fixture
def models_alone(copied_data, monkeypatch):
    """A refresh that takes the published tables and marts as they are, and fits the models anew."""
    take_published(copied_data, monkeypatch, "drop schema results cascade")
    monkeypatch.setattr(refresh, "assess", lambda *_: [])
    return copied_data


@pytest.mark.timeout(300)  # it fits all models of the sample again
def test_a_study_that_sleeps_for_an_hour_does_not_hold_up_a_refresh(models_alone, tmp_path):
    """At the limit it is stopped; the build is published without its results, and says so."""
    tree = DataTree(models_alone / "sample")
    before = tree.current.resolve()
    environment = replaced_by(ASLEEP, tmp_path) | {"CSC_STUDY_SECONDS": "2"}
    ran = run_module("ingestion", "refresh", "--sample", "--force", "--json", data=models_alone, **environment)
    assert ran.returncode == 0, ran.stderr
    assert tree.current.resolve() != before
    with duckdb.connect(str(tree.current.resolve()), read_only=True) as connection:
        stopped = connection.execute(
            "select study, reason from results.not_fitted where study = $name", {"name": STUDY}
        )
        ((_, reason),) = stopped.fetchall()
    assert "stopped after 2 s" in reason


REASON = "the note on revisions of 30 October explains the counts"
TENFOLD = """
update intermediate.int_indicator_cells set count = 10 * count
where _release_id = 'dfe__cin_c1_referrals@2025' and indicator_id = 'referrals'
"""


@pytest.fixture
def tenfold_referrals(copied_data, monkeypatch):
    """A refresh of a changed file that takes the published tables as they are, but for ten times the referrals."""
    take_published(
        copied_data,
        monkeypatch,
        "drop table meta.implausible_changes",
        "delete from meta.quality_checks where severity = 'question'",
        TENFOLD,
    )
    damage(copied_data, PLANS, b"CPP_At31", b"CPP_at31")
    monkeypatch.setattr(refresh, "analyse", lambda *_: None)
    return copied_data


def refreshed(data, *options):
    """The exit code of a refresh of the sample, and what it says in JSON."""
    ran = run_module("ingestion", "refresh", "--sample", "--json", *options, data=data)
    return ran.returncode, json.loads(ran.stdout)


def log(data):
    return [json.loads(line) for line in (data / "sample" / "qa_log.jsonl").read_text().splitlines()]


def test_revised_figures_hold_the_build_until_they_are_accepted(tenfold_referrals):
    tree = DataTree(tenfold_referrals / "sample")
    before = tree.current.resolve()

    code, said = refreshed(tenfold_referrals)
    assert (code, said["exit_code"], said["is_held"]) == (1, 1, True)
    assert tree.current.resolve() == before
    asked = {(change["indicator_id"], change["to_release_id"]) for change in said["held_changes"]}
    assert ("referrals", "dfe__cin_c1_referrals@2025") in asked
    assert "refresh --sample --accept-revisions 'what you looked at'" in said["error"]
    held = said["warehouse"]

    code, again = refreshed(tenfold_referrals)
    assert (code, again["warehouse"], "build" in again["seconds"]) == (1, held, False)

    code, refused = refreshed(tenfold_referrals, "--accept-revisions", "fine")
    assert (code, tree.current.resolve()) == (1, before)
    assert "REASON= of at least 10 characters" in refused["error"]

    code, done = refreshed(tenfold_referrals, "--accept-revisions", REASON)
    assert (code, done["is_held"], done["held_changes"], "build" in done["seconds"]) == (0, False, [], False)
    assert tree.current.resolve() != before
    accepted, published = log(tenfold_referrals)[-2:]
    assert (accepted["action"], published["action"]) == ("revisions accepted", "published")
    assert accepted["reason"] == published["reason"] == REASON
    with duckdb.connect(str(tree.current.resolve()), read_only=True) as connection:
        hashes = dict(connection.execute("select release_id, sha256 from meta.releases").fetchall())
    assert {change["to_sha256"] for change in accepted["accepted"]} == {hashes["dfe__cin_c1_referrals@2025"]}

    code, built_again = refreshed(tenfold_referrals, "--force")
    assert (code, built_again["is_held"], "build" in built_again["seconds"]) == (0, False, True)


def test_a_signature_under_a_held_build_accepts_what_it_is_held_for(tenfold_referrals):
    assert refreshed(tenfold_referrals)[0] == 1
    sign = ("sign-off", "--sample", "--name", "Ann", "--reason", REASON)
    assert run_module("ingestion", *sign, data=tenfold_referrals).returncode == 0
    assert run_module("ingestion", "publish", "held", "--sample", data=tenfold_referrals).returncode == 0
    assert [entry["action"] for entry in log(tenfold_referrals)[-2:]] == ["signed off", "published"]
    assert len(log(tenfold_referrals)[-2]["accepted"]) >= 1
    code, said = refreshed(tenfold_referrals, "--force")
    assert (code, said["is_held"]) == (0, False)


def test_holding_and_accepting_exclude_each_other(sample_data):
    ran = run_module("ingestion", "refresh", "--sample", "--hold", "--accept-revisions", REASON, data=sample_data)
    assert ran.returncode == 2
