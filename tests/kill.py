"""Kill ten refreshes of the sample at random moments, as no handler can catch: python -m tests.kill [SEED].

After each, the published warehouse must open and be the same file as before (or, where the kill came
after the switch, the whole new one), and the next refresh must succeed. Half of the kills hit the
refresh alone, so that the dbt or the models it had begun live on beside the next one. It takes ten
to thirty minutes; docs/killed-refreshes.md holds the last result.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import duckdb

from ingestion.builds import ingredients_of
from ingestion.paths import DataTree
from tests.processes import started

KILLS = 10
LIMIT_S = 600  # of one refresh, which takes about a minute
REFRESH = [sys.executable, "-m", "ingestion", "refresh", "--sample", "--force"]


@contextmanager
def begun(data: Path, said: Path) -> Iterator[subprocess.Popen[str]]:
    """A refresh; at the end of the block nothing of it lives on."""
    with (
        said.open("wb") as log,
        started(REFRESH, env=os.environ | {"CSC_DATA_DIR": str(data)}, stdout=log, stderr=log) as refresh,
    ):
        yield refresh


def published(tree: DataTree) -> tuple[str, str, int]:
    """The build that readers follow, its content and the rows of a mart, read as a reader would."""
    build = tree.current.resolve()
    with duckdb.connect(str(build), read_only=True) as connection:
        (rows_count,) = connection.execute("select count(*) from marts.fct_la_indicators").fetchone()
    return build.name, sha256(build.read_bytes()).hexdigest(), rows_count


def refreshed(data: Path, said: Path) -> float:
    """Seconds of a refresh that is left alone; anything but success ends the trial."""
    start = time.perf_counter()
    with begun(data, said) as refresh:
        try:
            failed = refresh.wait(timeout=LIMIT_S) != 0
        except subprocess.TimeoutExpired:
            raise SystemExit(f"a refresh that was left alone did not end within {LIMIT_S} s") from None
    if failed:
        raise SystemExit(f"a refresh that was left alone failed:\n{said.read_text()}")
    return time.perf_counter() - start


def last_step(said: Path) -> str:
    names = [line.split()[0] for line in said.read_text(errors="replace").splitlines() if line.rstrip().endswith(" s")]
    return names[-1] if names else "the start"


def kill(refresh: subprocess.Popen[str], moment: float, *, alone: bool) -> bool:
    """Whether the kill came before the end. `alone` spares what the refresh had started."""
    try:
        refresh.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        if alone:
            refresh.kill()
        else:
            os.killpg(refresh.pid, signal.SIGKILL)
        refresh.wait()
        return True
    return False


def found(tree: DataTree, before: tuple[str, str, int], *, was_killed: bool) -> str:
    """What readers find after a kill; ends the trial where that is not a whole warehouse."""
    after = published(tree)
    if after == before:
        return "the published warehouse is unchanged"
    if after[2] != before[2] or not ingredients_of(tree.current.resolve()):
        raise SystemExit(f"readers find {after} where they had {before}")
    return "the switch was over: the new one is whole" if was_killed else "it had ended"


def trial(data: Path, chance: random.Random) -> None:
    """Every kill, told in a line."""
    tree, said = DataTree(data / "sample"), data / "said"
    refreshed(data, said)
    seconds = refreshed(data, said)
    print(f"a refresh takes {seconds:.0f} s; killed after:", flush=True)  # noqa: T201
    for number in range(KILLS):
        before, moment, alone = published(tree), chance.uniform(0, seconds), number % 2 == 0
        with begun(data, said) as refresh:
            was_killed = kill(refresh, moment, alone=alone)
            step, what = last_step(said), found(tree, before, was_killed=was_killed)
            seconds = refreshed(data, data / "said_next")
        whom = "alone" if alone else "with its children"
        print(f"{moment:5.1f} s, {step:<9} {whom:<17}  {what}; the next refresh succeeded", flush=True)  # noqa: T201


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    data = Path(tempfile.mkdtemp(prefix="kill"))
    print(f"seed {seed}")  # noqa: T201
    try:
        trial(data, random.Random(seed))  # noqa: S311  moments, not secrets
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
