"""Versioned builds and the link that readers follow: publish, roll back, one writer at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from ingestion.builds import build_id, earlier_builds, held_builds, ingredients_of, published_builds
from ingestion.paths import DataTree
from ingestion.problems import DataProblem

KEPT_BUILDS = 5
READ_ONLY = 0o444


@contextmanager
def sole_writer(tree: DataTree) -> Iterator[None]:
    """Hold the lock of a data tree; a second refresh says so and stops."""
    tree.warehouse.mkdir(parents=True, exist_ok=True)
    with (tree.warehouse / ".lock").open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataProblem(f"Another refresh is writing to {tree.warehouse}: wait until it has ended.") from error
        yield


def clear_unfinished(tree: DataTree) -> None:
    """Delete builds that never got a name, and what the database had written beside them."""
    for left_over in tree.builds.glob(".*.building.duckdb*"):
        if left_over.is_dir():
            shutil.rmtree(left_over)
        else:
            left_over.unlink()


def new_build(tree: DataTree) -> Path:
    """Where to build: a hidden file that no reader opens until it is published."""
    tree.builds.mkdir(parents=True, exist_ok=True)
    clear_unfinished(tree)
    return tree.builds / f".{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.building.duckdb"


def _point_to(tree: DataTree, build: Path) -> None:
    """Switch the link in one step: a reader finds the old build or the new one, never neither."""
    link = tree.warehouse / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(build.relative_to(tree.warehouse))
    link.replace(tree.current)


def hold(tree: DataTree, building: Path) -> Path:
    """Name a finished build so that it waits for a person: no reader opens it, no refresh clears it away."""
    held = tree.builds / f"held-{build_id(building)}.duckdb"
    building.rename(held)
    held.chmod(READ_ONLY)
    return held


def _of_newest_report(tree: DataTree) -> set[str]:
    """The ids of the two builds that the newest change report compares."""
    reports = sorted(tree.reports.glob("*__*"), key=lambda folder: folder.stat().st_mtime)
    return set(reports[-1].name.split("__")) if reports else set()


def _kept(tree: DataTree, build: Path, replaced: Path | None) -> set[Path]:
    """The published builds that stay when `build` takes the place of `replaced`.

    The newest five; the build itself; the one that readers had until now; the one that a rollback returns to, from
    the build or from a held one once that is published; and both of the newest change report. Held and failed builds
    are not published: none of them is deleted here.
    """
    builds = published_builds(tree)
    reported = _of_newest_report(tree)
    returned_to = [earlier_builds(tree, later)[-1:] for later in (build, *held_builds(tree))]
    return {
        *builds[-KEPT_BUILDS:],
        build,
        *chain.from_iterable(returned_to),
        *([replaced] if replaced else []),
        *(other for other in builds if build_id(other) in reported),
    }


def publish(tree: DataTree, building: Path, *, mode: int = READ_ONLY) -> Path:
    """Name a finished build for good, make it read-only, point to it and delete the builds that nobody needs."""
    build = tree.builds / f"{build_id(building)}.duckdb"
    replaced = tree.current.resolve() if tree.current.exists() else None
    building.chmod(mode)
    building.rename(build)
    _point_to(tree, build)
    for old in set(published_builds(tree)) - _kept(tree, build, replaced):
        old.unlink()
    return build


def require_finished(build: Path) -> None:
    """Refuse by hand what a refresh would not have published."""
    if not ingredients_of(build):
        raise DataProblem(
            f"{build} was never finished: only a build that passed every check can be published. Run `make refresh`."
        )


def set_aside(building: Path) -> Path:
    """Keep a failed build for a look, under one name, so that failures do not pile up."""
    failed = building.with_name(".failed.duckdb")
    building.replace(failed)
    return failed


def roll_back(tree: DataTree) -> Path:
    """Point to the build before the published one."""
    earlier = earlier_builds(tree, tree.current.resolve()) if tree.current.exists() else []
    if not earlier:
        raise DataProblem(f"No build in {tree.builds} is earlier than the published one: nothing to roll back to.")
    _point_to(tree, earlier[-1])
    return earlier[-1]
