"""The commands of the yearly routine, against a publisher on this machine."""

import json
from decimal import Decimal

import pytest
import stamina
from typer.testing import CliRunner

from ingestion.__main__ import app
from ingestion.commands import routine
from ingestion.registry import Source
from tests.ingestion.updates.conftest import SLUG, declaration, listed


@pytest.fixture(autouse=True)
def two_tries_without_pauses(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def run(httpserver, monkeypatch):
    """A command on a registry whose one source lies on the local publisher."""
    url, file = httpserver.url_for(f"{SLUG}/2025"), "data/c1_visits_2013_to_2025.csv"
    source = Source.model_validate(declaration(url, "ees_release", httpserver.url_for("/find"), file))
    monkeypatch.setattr("ingestion.commands.routine.load_sources", lambda: [source])
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_a_newer_release_comes_with_the_command_that_drafts_it(httpserver, run):
    httpserver.expect_request(SLUG).respond_with_json([listed("2026", "2026-10-29")])
    ran = run("check-updates")
    assert ran.exit_code == 0
    assert "make release SOURCE=dfe_visits VINTAGE=2026" in ran.stdout


def test_a_silent_publisher_exits_with_three_and_all_is_told(httpserver, run):
    httpserver.expect_request(SLUG).respond_with_data(status=500)
    ran = run("check-updates", "--verify", "--json")
    said = json.loads(ran.stdout)
    assert ran.exit_code == said["exit_code"] == 3
    assert [answer["is_unanswered"] for answer in said["answers"]] == [True]
    assert [address["is_answered"] for address in said["addresses"]] == [False]


def test_a_release_is_drafted_from_a_folder(run, tmp_path):
    (tmp_path / "c1_visits_2013_to_2026.csv").write_text("la_code,referral_count,visits_percent\nE06000001,1,2\n")
    ran = run("release", "dfe_visits", "2026", "--from", str(tmp_path))
    assert ran.exit_code == 0
    assert "dfe__visits: {file: data/c1_visits_2013_to_2026.csv" in ran.stdout
    assert "1 rows, declared 2 to 9: widen `rows:`" in ran.stdout
    assert "# not published in this release: dfe__calls" in ran.stdout


def test_the_files_of_a_folder_are_copied_into_a_mirror_and_the_entry_says_where(run, tmp_path):
    downloaded, mirror = tmp_path / "downloaded", tmp_path / "mirror"
    downloaded.mkdir()
    text = "la_code,referral_count,visits_percent\nE06000001,1,2\n"
    (downloaded / "c1_visits_2013_to_2026.csv").write_text(text)
    ran = run("release", "dfe_visits", "2026", "--from", str(downloaded), "--mirror", str(mirror))
    assert ran.exit_code == 0
    assert "    mirror: visits/2026/\n" in ran.stdout
    assert (mirror / "visits" / "2026" / "c1_visits_2013_to_2026.csv").read_text() == text


def test_a_second_issue_of_a_year_is_drafted_under_its_number(run, tmp_path):
    downloaded, mirror = tmp_path / "downloaded", tmp_path / "mirror"
    downloaded.mkdir()
    (downloaded / "c1_visits_2013_to_2025.csv").write_text("la_code,referral_count,visits_percent\nE06000001,1,2\n")
    ran = run("release", "dfe_visits", "2025.2", "--from", str(downloaded), "--mirror", str(mirror))
    assert ran.exit_code == 0
    assert "  - vintage: 2025.2\n" in ran.stdout
    assert "    mirror: visits/2025.2/\n" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("release", "dfe_vists", "2026"), 2, "is not a declared source. There are: dfe_visits"),
        (("release", "dfe_visits", "2025"), 1, "is declared already"),
        (("release", "dfe_visits", "next"), 2, ""),
        (("release", "dfe_visits", "2025.25"), 2, ""),
        (("release", "dfe_visits", "nan"), 2, ""),
        (("release", "dfe_visits", "3026"), 2, ""),
        (("release", "dfe_visits", "2026", "--from", "no-such-folder"), 2, ""),
        (("release", "dfe_visits", "2026"), 3, "answered 404"),
    ],
)
def test_what_cannot_be_drafted_says_why(httpserver, run, arguments, exit_code, said):
    httpserver.expect_request(f"{SLUG}/2026/version-summary").respond_with_data(status=404)
    ran = run(*arguments, *(["--json"] if said else []))
    assert ran.exit_code == exit_code
    assert said in (json.loads(ran.stdout)["error"] if said else "")


def test_an_issue_without_a_number_beside_a_numbered_one_is_refused_with_a_free_number(run, tmp_path, monkeypatch):
    (source,) = routine.load_sources()
    numbered = source.releases[0].model_copy(update={"vintage": Decimal("2025.2")})
    monkeypatch.setattr(routine, "load_sources", lambda: [source.model_copy(update={"releases": [numbered]})])
    ran = run("release", "dfe_visits", "2025", "--from", str(tmp_path), "--json")
    assert (ran.exit_code, json.loads(ran.stdout)["error"]) == (
        1,
        "dfe_visits has 2025.2, one issue of 2025: give this one a number too, such as 2025.1.",
    )


def test_the_calendar_asks_nobody(httpserver, run):
    ran = run("calendar", "--json")
    assert ran.exit_code == 0
    assert json.loads(ran.stdout)[0]["newest"] == 2025
    assert httpserver.log == []
