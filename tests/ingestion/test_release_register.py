"""One rule for each year of a data set: what is recorded of a release, and what is refused because of it."""

import json
import stat
import subprocess
from datetime import UTC, datetime

import pytest

from ingestion.disclosure import Rule
from ingestion.paths import REPOSITORY, DataTree
from ingestion.problems import DataProblem
from ingestion.release_register import record_release, releases, require_same_rule

NAME = "extract_e06000001"


@pytest.fixture
def private(tmp_path):
    """A private tree in which 2022 to 2024 have been released under the usual rule."""
    tree = DataTree(tmp_path)
    record_release(tree, NAME, (2022, 2023, 2024), Rule())
    return tree


def test_a_release_is_recorded_for_its_owner_alone(private):
    path = private.root / "releases.json"
    (entry,) = json.loads(path.read_text(encoding="utf-8"))
    released = datetime.fromisoformat(entry.pop("released_at"))
    assert entry == {"dataset_id": NAME, "years": [2022, 2023, 2024], "threshold": 5, "rounding": 5}
    assert abs((datetime.now(UTC) - released).total_seconds()) < 60
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in private.root.iterdir()] == ["releases.json"]


def test_every_release_stays_in_the_register(private):
    record_release(private, "extract_e06000002", (2024,), Rule(threshold=10))
    record_release(private, NAME, (2022, 2023, 2024), Rule())
    assert [(found.dataset_id, found.rule) for found in releases(private)] == [
        (NAME, Rule()),
        ("extract_e06000002", Rule(threshold=10)),
        (NAME, Rule()),
    ]


@pytest.mark.parametrize("rule", [Rule(rounding=1), Rule(threshold=6, rounding=1), Rule(threshold=10)])
@pytest.mark.parametrize("years", [(2022, 2023, 2024), (2024, 2025), ()])
def test_a_second_rule_is_refused_in_one_paragraph_with_the_day_the_rule_and_what_to_do(private, rule, years):
    with pytest.raises(DataProblem) as refused:
        require_same_rule(private, NAME, years, rule)
    said = str(refused.value)
    assert f"2022 to 2024, was first released on {datetime.now(UTC):%d %B %Y}" in said
    assert "counts below 5 hidden and the others rounded to multiples of 5" in said
    assert "--threshold 5 --rounding 5" in said
    assert "\n" not in said
    assert ("name them with --years" in said) is (years == ())


@pytest.mark.parametrize(
    ("name", "years", "rule"),
    [
        (NAME, (2022, 2023, 2024), Rule()),
        (NAME, (2025,), Rule(rounding=1)),
        ("extract_e06000002", (2024,), Rule(threshold=9)),
    ],
)
def test_the_same_rule_another_year_and_another_data_set_are_allowed(private, name, years, rule):
    require_same_rule(private, name, years, rule)


def test_a_first_release_may_have_any_rule(tmp_path):
    require_same_rule(DataTree(tmp_path), NAME, (), Rule(threshold=20, rounding=1))


@pytest.mark.parametrize("text", ["", "{}", "[{}]", '[{"dataset_id": "a", "years": []}]', "[1]", '[{"years": "ab"}]'])
def test_a_register_that_cannot_be_read_stops_every_release(private, text):
    (private.root / "releases.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem, match="cannot be read"):
        require_same_rule(private, NAME, (2030,), Rule())


def test_a_failed_write_leaves_the_register_as_it_was(private, monkeypatch):
    before = (private.root / "releases.json").read_bytes()
    monkeypatch.setattr(json, "dump", lambda *_, **__: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        record_release(private, NAME, (2025,), Rule())
    assert (private.root / "releases.json").read_bytes() == before


def test_make_extract_hands_a_rule_on():
    said = subprocess.run(
        ["make", "--dry-run", "extract", "FILE=events.csv", "LA=E06000001", "THRESHOLD=10", "ROUNDING=1"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert '--threshold "10" --rounding "1"' in said
