"""What the documents promise is there, and addresses of data stand in one place."""

import re

import pytest

from analysis.claims.ledger import claims
from analysis.sentences.sources import citation
from ingestion.paths import REPOSITORY, SOURCES
from tests.processes import run_limited

TESTS = REPOSITORY / "tests"
METHODS = sorted(path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "docs" / "methods").glob("*.md"))
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/RAP.md",
    "docs/accessibility.md",
    "docs/adding-a-release.md",
    "docs/data-dictionary.md",
    "docs/first-hour.md",
    "docs/geography.md",
    "docs/how-to-cite.md",
    "docs/limitations.md",
    "docs/own-records.md",
    "docs/qa-log.md",
    "docs/revisions.md",
    "docs/suppression.md",
    "queries/README.md",
    *METHODS,
]
LINK = re.compile(r"\]\((?!http)([^)#]*)(?:#([^)]+))?\)")
ADDRESS = re.compile(r"https?://[^\s)\"'>]+")
LOOPBACK = ("http://localhost", "http://127.0.0.1")


def tracked():
    listed = run_limited(["git", "ls-files"])
    assert listed.returncode == 0, listed.stderr
    return [REPOSITORY / name for name in listed.stdout.splitlines() if (REPOSITORY / name).is_file()]


def makefile_targets():
    return re.findall(r"^([a-z-]+):.*##", (REPOSITORY / "Makefile").read_text(), flags=re.MULTILINE)


def test_make_alone_prints_every_target():
    menu = run_limited(["make"]).stdout
    assert [target for target in makefile_targets() if f"make {target} " not in menu] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_that_a_page_names_exists(page):
    typed = re.compile(r"(?:^|`|[A-Z]=\S+ )make ([a-z-]+)(?=[\s`;])", flags=re.MULTILINE)
    named = set(typed.findall((REPOSITORY / page).read_text()))
    assert named - set(makefile_targets()) == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page):
    text = (REPOSITORY / page).read_text()
    paths = set(re.findall(r"`((?:ingestion|dbt_project|analysis|streamlit_app|tests|docs)/[\w./-]+)`", text))
    assert [path for path in paths if not (REPOSITORY / path).exists()] == []


def headings(page):
    """The addresses of a page's headings, as the usual viewers make them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_page_and_its_heading(page):
    here = REPOSITORY / page
    for target, heading in LINK.findall(here.read_text()):
        there = (here.parent / target).resolve() if target else here
        assert there.is_file(), target
        assert not heading or heading in headings(there), heading


def test_the_research_to_cite_is_that_of_the_ledger():
    named = re.findall(r"^- (.+)$", (REPOSITORY / "docs" / "how-to-cite.md").read_text(), flags=re.MULTILINE)
    assert set(named) == {work for claim in claims().values() for work in claim.citation.split("; ")}


def test_the_line_to_cite_is_the_one_that_pages_print():
    quoted = re.findall(r"^> (.+)$", (REPOSITORY / "docs" / "how-to-cite.md").read_text(), flags=re.MULTILINE)
    assert " ".join(quoted).startswith(citation("BUILD", "PUBLICATIONS", is_synthetic=False))


def test_addresses_of_data_stand_only_in_the_registry():
    found = {
        (path.relative_to(REPOSITORY).as_posix(), address)
        for path in tracked()
        if not path.is_relative_to(SOURCES) and not path.is_relative_to(TESTS) and path.suffix != ".lock"
        for address in ADDRESS.findall(path.read_text(encoding="utf-8", errors="ignore"))
        if not address.startswith(LOOPBACK)
    }
    assert found == set()


def test_the_lock_names_public_package_hosts_only():
    hosts = set(re.findall(r"https?://([^/\"]+)", (REPOSITORY / "uv.lock").read_text()))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def test_no_published_data_file_is_committed():
    suffixes = {".parquet", ".xlsx", ".ods", ".zip", ".gz", ".duckdb", ".geojson", ".csv"}
    allowed = {
        "dbt_project/seeds/breaks_in_series.csv",
        "dbt_project/seeds/known_gaps.csv",
        "dbt_project/seeds/known_rate_differences.csv",
        "dbt_project/seeds/indicators.csv",
        "dbt_project/seeds/indicator_cells.csv",
        "dbt_project/seeds/models.csv",
        "dbt_project/seeds/place_changes.csv",
        "dbt_project/seeds/place_parts.csv",
        "tests/analysis/golden/lsoa_counts.csv",
        "tests/analysis/golden/estimates.csv",
        "tests/analysis/golden/random_effects.csv",
        "tests/analysis/golden/cox_data.csv",
        "tests/analysis/golden/cox_estimates.csv",
    }
    held = {path.relative_to(REPOSITORY).as_posix() for path in tracked() if path.suffix in suffixes}
    assert held == allowed
