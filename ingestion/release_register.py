"""Under which rule each year of a data set was released: kept in the private tree, so that no second rule follows.

The same counts under two rules can be compared: what the one hides or rounds, the other narrows down.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.disclosure import Rule
from ingestion.neighbourhoods import PRIVATE_FILE
from ingestion.paths import DataTree
from ingestion.problems import DataProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release of a data set: its financial years, the rule, and when (UTC, ISO 8601)."""

    dataset_id: str
    years: tuple[int, ...]
    threshold: int
    rounding: int
    released_at: str

    def __post_init__(self) -> None:
        numbers = (*self.years, self.threshold, self.rounding)
        if not self.years or not all(isinstance(number, int) for number in numbers):
            raise ValueError("years, threshold and rounding are whole numbers")
        datetime.fromisoformat(self.released_at)

    @property
    def rule(self) -> Rule:
        return Rule(threshold=self.threshold, rounding=self.rounding)


def register_of(private: DataTree) -> Path:
    return private.root / "releases.json"


def _parsed(text: str) -> list[Release]:
    entries = json.loads(text)
    if not isinstance(entries, list):
        raise TypeError("it holds no list")
    return [Release(**entry | {"years": tuple(entry["years"])}) for entry in entries]


def releases(private: DataTree) -> list[Release]:
    """Every release so far, the first one first; a register that cannot be read stops what comes after it."""
    path = register_of(private)
    if not path.exists():
        return []
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except (ValueError, TypeError, KeyError) as error:
        raise DataProblem(
            f"{path} lists the earlier releases and cannot be read ({error}), so nothing was released: a second "
            "release under another rule would narrow down what the first one hides. Restore it from a backup."
        ) from error


def _in_words(rule: Rule) -> str:
    rounded = f"rounded to multiples of {rule.rounding}" if rule.rounding > 1 else "not rounded"
    return f"counts below {rule.threshold} hidden and the others {rounded}"


def _years_in_words(years: tuple[int, ...]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{min(years)} to {max(years)}"


def require_same_rule(private: DataTree, dataset_id: str, years: tuple[int, ...], rule: Rule) -> None:
    """Refuse a rule other than that of an earlier release of any of these years; of any year where none is named."""
    for earlier in releases(private):
        overlaps = not years or set(years) & set(earlier.years)
        if earlier.dataset_id != dataset_id or earlier.rule == rule or not overlaps:
            continue
        unnamed = "" if years else " If your file covers other years, name them with --years (YEARS=)."
        raise DataProblem(
            f"{dataset_id}, years to 31 March {_years_in_words(earlier.years)}, was first released on "
            f"{datetime.fromisoformat(earlier.released_at):%d %B %Y at %H:%M} UTC with {_in_words(earlier.rule)}. "
            f"A second release with {_in_words(rule)} could be compared with it, and would narrow down or reveal "
            f"counts that the first one hides: nothing was released. Use the first rule again (--threshold "
            f"{earlier.threshold} --rounding {earlier.rounding}), or ask your information governance lead; "
            f"{register_of(private)} lists the releases.{unnamed}"
        )


def record_release(private: DataTree, dataset_id: str, years: tuple[int, ...], rule: Rule) -> None:
    """Add a release to the register in one step; nobody but the owner can read it. One writer at a time."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    made = Release(
        dataset_id=dataset_id, years=years, threshold=rule.threshold, rounding=rule.rounding, released_at=now
    )
    entries = [asdict(release) for release in (*releases(private), made)]
    path = register_of(private)
    unfinished = path.with_name(f".{path.name}")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=PRIVATE_FILE, exist_ok=False)
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(entries, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
