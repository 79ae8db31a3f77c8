"""What was published, signed off, accepted and rolled back, by whom and why: one JSON line each, only ever added to."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from ingestion.builds import build_id, checks_count
from ingestion.paths import DataTree
from ingestion.plausibility.held import Change, changes_of
from ingestion.problems import DataProblem

Action = Literal["signed off", "revisions accepted", "published", "rolled back"]
SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `name` is a person, or the command that acted by itself.

    `accepted` are the changes beyond their limits that a person vouches for, with the hashes of their files.
    """

    at: str
    action: Action
    build_id: str
    name: str
    reason: str
    checks_passed_count: int
    accepted: tuple[Change, ...] = ()


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


def record(
    tree: DataTree, build: Path, action: Action, *, name: str, reason: str, accepted: Iterable[Change] = ()
) -> Entry:
    """Add one line, on disk before this returns."""
    entry = Entry(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        action=action,
        build_id=build_id(build),
        name=name,
        reason=reason,
        checks_passed_count=checks_count(build),
        accepted=tuple(accepted),
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


def require_reason(reason: str, *, example: str) -> str:
    """A reason without the spaces around it; one that says nothing is refused."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise DataProblem(f"A REASON= of at least {SHORTEST_REASON} characters is needed, such as REASON='{example}'.")
    return reason.strip()


def accept_revisions(tree: DataTree, build: Path, changes: Iterable[Change], *, name: str, reason: str) -> Entry:
    """A person accepts changes beyond their limits: the same files are not asked about again."""
    return record(tree, build, "revisions accepted", name=name, reason=reason, accepted=changes)


def accepted_changes(tree: DataTree) -> list[Change]:
    """Every change that was accepted, by itself or with the signature under its build."""
    return [change for entry in entries(tree) for change in entry.accepted]


def sign_off(tree: DataTree, build: Path, *, name: str, reason: str) -> Entry:
    """A person vouches for a build, and so for the changes that it was held for; a reason is needed."""
    if not name.strip() or len(reason.strip()) < SHORTEST_REASON:
        raise DataProblem(
            f"A sign-off needs NAME= and a REASON= of at least {SHORTEST_REASON} characters, such as REASON='report "
            "read, revised cells agree with the publisher's note'."
        )
    return record(tree, build, "signed off", name=name.strip(), reason=reason.strip(), accepted=changes_of(build))


def require_sign_off(tree: DataTree, build: Path) -> Entry:
    """The newest signature under a build; publishing by hand needs one."""
    signed = [said for said in entries(tree) if said.action == "signed off" and said.build_id == build_id(build)]
    if not signed:
        raise DataProblem(
            f"Nobody has signed off {build_id(build)}. Read `make diff TO={build_id(build)}`, then `make sign-off "
            f"BUILD={build_id(build)} NAME=... REASON=...`, then publish."
        )
    return signed[-1]
