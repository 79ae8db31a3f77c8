"""What a build is made of: each ingredient changes its own hash, and nothing else does."""

import shutil
from dataclasses import replace

import pytest

from ingestion.fetch import Landed, Receipt, Wanted
from ingestion.fingerprint import ingredients, installed
from ingestion.paths import REPOSITORY
from ingestion.registry import load_sources

PACKAGES = ["duckdb==1.5.5", "python==3.11"]


@pytest.fixture(scope="module")
def sources():
    return load_sources()


@pytest.fixture
def repository(tmp_path):
    """The parts of the repository that go into a build."""
    for folder in ("dbt_project", "ingestion", "analysis"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def landed(sources, tmp_path):
    source = next(source for source in sources if source.scope == "public")
    release = source.releases[0]
    name, member = next(iter(release.members.items()))
    wanted = Wanted(source=source, release=release, table=source.table(name), member=member)
    receipt = Receipt(
        sha256="a" * 64, received_sha256="a" * 64, bytes=1, origin="mirror", retrieved_at="2026-01-01T00:00:00+00:00",
        authenticity="published", kind="genuine",
    )  # fmt: skip
    return Landed(wanted=wanted, path=tmp_path / "file.csv", receipt=receipt)


@pytest.fixture
def changed_by(sources, landed, repository):
    """The ingredients that differ from those of the untouched repository."""

    def made_of(sources=sources, file=landed, parameters=None, packages=PACKAGES):
        return ingredients(sources, [file], parameters or {}, repository=repository, packages=packages)

    before = made_of()

    def changed_by(**changes):
        return [name for name, hash_ in made_of(**changes).items() if hash_ != before[name]]

    return changed_by


def test_the_same_things_are_the_same(changed_by):
    assert changed_by() == []


def test_a_declaration_changes_the_registry(changed_by, sources):
    columns = sources[1].tables[0].model_copy(update={"rows": sources[1].tables[0].rows.model_copy(update={"min": 2})})
    renamed = sources[1].model_copy(update={"tables": [columns, *sources[1].tables[1:]]})
    assert changed_by(sources=[sources[0], renamed, *sources[2:]]) == ["registry"]


@pytest.mark.parametrize("change", [{"received_sha256": "b" * 64}, {"authenticity": "stand_in"}])
def test_another_file_changes_the_landed_files(changed_by, landed, change):
    assert changed_by(file=replace(landed, receipt=replace(landed.receipt, **change))) == ["landed files"]


def test_the_time_of_a_download_changes_nothing(changed_by, landed):
    later = replace(landed.receipt, retrieved_at="2027-01-01T00:00:00+00:00")
    assert changed_by(file=replace(landed, receipt=later)) == []


def test_the_scale_of_the_sample_changes_its_parameters(changed_by):
    assert changed_by(parameters={"scale": "national"}) == ["parameters of the sample"]


@pytest.mark.parametrize(
    ("path", "ingredient"),
    [
        ("dbt_project/models/marts/dim_lsoas.sql", "dbt project"),
        ("dbt_project/seeds/indicators.csv", "dbt project"),
        ("dbt_project/macros/intervals.sql", "dbt project"),
        ("dbt_project/models/marts/_marts__models.yml", "dbt project"),
        ("analysis/gradient.py", "analysis code"),
        ("ingestion/parsers/csv_text.py", "ingestion code"),
    ],
)
def test_a_touched_file_changes_what_it_is_part_of(changed_by, repository, path, ingredient):
    with (repository / path).open("a") as file:
        file.write("\n")
    assert changed_by() == [ingredient]


def test_a_removed_or_renamed_file_counts_too(changed_by, repository):
    (repository / "analysis/areas.py").rename(repository / "analysis/places.py")
    assert changed_by() == ["analysis code"]


@pytest.mark.parametrize("path", ["dbt_project/target/run/x.sql", "dbt_project/logs/dbt.yml", "dbt_project/.user.yml"])
def test_what_dbt_writes_for_itself_changes_nothing(changed_by, repository, path):
    (repository / path).parent.mkdir(parents=True, exist_ok=True)
    (repository / path).write_text("written by a run")
    assert changed_by() == []


def test_another_version_of_a_package_is_another_build(changed_by):
    assert changed_by(packages=["duckdb==1.5.6", "python==3.11"]) == ["versions of the packages"]


def test_python_and_every_installed_package_are_named():
    names = {package.split("==")[0] for package in installed()}
    assert {"python", "duckdb", "dbt-core", "statsmodels"} <= names
