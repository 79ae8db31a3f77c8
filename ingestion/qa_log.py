"""What was published, signed off and rolled back, by whom and why: one JSON line each, only ever added to."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from ingestion.builds import build_id, checks_count
from ingestion.paths import DataTree
from ingestion.problems import DataProblem

Action = Literal["signed off", "published", "rolled back"]
SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `name` is a person, or the command that acted by itself."""

    at: str
    action: Action
    build_id: str
    name: str
    reason: str
    checks_passed_count: int


ENTRY = TypeAdapter(Entry)


def _path(tree: DataTree) -> Path:
    return tree.root / "qa_log.jsonl"


def entries(tree: DataTree) -> list[Entry]:
    """Every line, oldest first."""
    path = _path(tree)
    if not path.exists():
        return []
    said = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            said.append(ENTRY.validate_json(line))
        except ValidationError as error:
            raise DataProblem(
                f"Line {number} of {path} is not an entry of the log: it was edited, or a write was cut short. Nothing "
                "is signed off or published by hand until that line is put right or moved elsewhere."
            ) from error
    return said


def record(tree: DataTree, build: Path, action: Action, *, name: str, reason: str) -> Entry:
    """Add one line, on disk before this returns."""
    entry = Entry(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        action=action,
        build_id=build_id(build),
        name=name,
        reason=reason,
        checks_passed_count=checks_count(build),
    )
    tree.root.mkdir(parents=True, exist_ok=True)
    with _path(tree).open("a+b") as log:
        log.seek(0)
        written = log.read()
        cut_short = bool(written) and not written.endswith(b"\n")
        log.write((b"\n" if cut_short else b"") + json.dumps(asdict(entry)).encode() + b"\n")
        log.flush()
        os.fsync(log.fileno())
    return entry


def sign_off(tree: DataTree, build: Path, *, name: str, reason: str) -> Entry:
    """A person vouches for a build; a reason that says nothing is refused."""
    if not name.strip() or len(reason.strip()) < SHORTEST_REASON:
        raise DataProblem(
            f"A sign-off needs NAME= and a REASON= of at least {SHORTEST_REASON} characters, such as REASON='report "
            "read, revised cells agree with the publisher's note'."
        )
    return record(tree, build, "signed off", name=name.strip(), reason=reason.strip())


def require_sign_off(tree: DataTree, build: Path) -> Entry:
    """The newest signature under a build; publishing by hand needs one."""
    signed = [said for said in entries(tree) if said.action == "signed off" and said.build_id == build_id(build)]
    if not signed:
        raise DataProblem(
            f"Nobody has signed off {build_id(build)}. Read `make diff TO={build_id(build)}`, then `make sign-off "
            f"BUILD={build_id(build)} NAME=... REASON=...`, then publish."
        )
    return signed[-1]
